using System.Collections;
using System.Globalization;
using Npgsql;

namespace Whimbrel.Engine.Postgres;

/// <summary>Where the server is and who we are there, as libpq's URL and PG* variables say it.</summary>
public sealed record ServerAddress(string Host, int Port, string Database, string User)
{
    private static readonly string[] _ignoredParameters = ["application_name", "fallback_application_name", "connect_timeout", "client_encoding", "channel_binding"];

    /// <summary>From the URL or PGPASSWORD; never shown.</summary>
    public string? Password { get; init; }

    public string? PasswordFile { get; init; }

    /// <summary>The folder of pg_dump and pg_restore, or null to look for them.</summary>
    public string? ToolsFolder { get; init; }

    public string? SslMode { get; init; }

    public string? SslRootCertificate { get; init; }

    /// <summary>libpq's gssencmode. Where it is not asked for, it is not tried: without Kerberos each try costs a connection, and a line in the server's log.</summary>
    public string? GssEncryptionMode { get; init; }

    /// <summary>As <c>swarm:hosting_postgres</c>, or null for a server that is reached directly.</summary>
    public string? Via { get; init; }

    /// <summary>What <see cref="Via"/> leads through, once it is open.</summary>
    public Tunnel.ServerTunnel? Tunnel { get; init; }

    /// <summary>For people: <c>hosting_db on 127.0.0.1:5432</c>, <c>hosting_db in swarm:hosting_postgres</c>.</summary>
    public override string ToString() => Via is null ? $"{Database} on {Host}:{Port}" : $"{Database} in {Via}";

    /// <summary>Whether a URL carries a password.</summary>
    public static bool HasPassword(string url)
    {
        var authority = url.IndexOf("//", StringComparison.Ordinal) is >= 0 and var at ? url[(at + 2)..] : url;
        var userPart = authority.Split('@') is { Length: > 1 } parts ? parts[0] : "";
        return userPart.Contains(':', StringComparison.Ordinal) || url.Contains("password=", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads a URL; what it leaves out comes from PGHOST, PGPORT, PGDATABASE, PGUSER, PGSSLMODE, PGGSSENCMODE, then libpq's defaults.</summary>
    /// <exception cref="FormatException">With a sentence that never repeats the URL, as it may hold a password.</exception>
    public static ServerAddress Parse(string? url, IDictionary environment)
    {
        string? Variable(string name) => environment[name] as string is { Length: > 0 } value ? value : null;
        if (url is null && Variable("PGDATABASE") is null)
        {
            throw new FormatException("'database.url' is missing; write for example postgresql://hosting_user@127.0.0.1:5432/hosting_db");
        }

        var parts = url is null ? new UrlParts() : UrlParts.Parse(url);
        var user = parts.User ?? Variable("PGUSER") ?? Environment.UserName;
        var portText = parts.Port ?? Variable("PGPORT") ?? "5432";
        if (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is 0 or > 65535)
        {
            throw new FormatException("the port is not a number from 1 to 65535");
        }

        foreach (var name in parts.Parameters.Keys.Where(k => k is not ("sslmode" or "sslrootcert" or "gssencmode" or "host" or "port" or "user" or "password" or "dbname") && !_ignoredParameters.Contains(k, StringComparer.Ordinal)))
        {
            throw new FormatException($"the parameter '{name}' of 'database.url' is not supported; sslmode, sslrootcert, gssencmode, host, port, user and dbname are");
        }

        return new ServerAddress(parts.Host ?? Variable("PGHOST") ?? DefaultHost(), port, parts.Database ?? Variable("PGDATABASE") ?? user, user)
        {
            Password = parts.Password ?? Variable("PGPASSWORD"),
            SslMode = parts.Parameters.GetValueOrDefault("sslmode") ?? Variable("PGSSLMODE"),
            SslRootCertificate = parts.Parameters.GetValueOrDefault("sslrootcert") ?? Variable("PGSSLROOTCERT"),
            GssEncryptionMode = parts.Parameters.GetValueOrDefault("gssencmode") ?? Variable("PGGSSENCMODE"),
        };
    }

    /// <summary>What Npgsql needs; pooling off, as each session is one connection that we know by its backend.</summary>
    public NpgsqlConnectionStringBuilder ToConnectionString(string applicationName)
    {
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = Host,
            Port = Port,
            Database = Database,
            Username = User,
            ApplicationName = applicationName,
            Pooling = false,
            Timeout = 10,
            CommandTimeout = 0,
            CancellationTimeout = 2000,
            KeepAlive = 30,
            // Else an error among statements that were sent together does not say whose it is.
            IncludeFailedBatchedCommand = true,
            IncludeErrorDetail = true,
            SearchPath = null,
            GssEncryptionMode = GssEncryptionMode?.ToLowerInvariant() switch
            {
                null or "disable" => Npgsql.GssEncryptionMode.Disable,
                "prefer" => Npgsql.GssEncryptionMode.Prefer,
                "require" => Npgsql.GssEncryptionMode.Require,
                _ => throw new OperatorException($"gssencmode '{GssEncryptionMode}' is not one of disable, prefer, require", exitCode: ExitCode.Usage),
            },
        };
        if (!Host.StartsWith('/'))
        {
            // A socket's file has no network to fail.
            (builder.TcpKeepAlive, builder.TcpKeepAliveTime, builder.TcpKeepAliveInterval) = (true, 10, 5);
        }

        if (ReadPassword() is { } password)
        {
            builder.Password = password;
        }

        if (SslMode is not null)
        {
            builder.SslMode = SslMode.ToLowerInvariant() switch
            {
                "disable" => Npgsql.SslMode.Disable,
                "allow" => Npgsql.SslMode.Allow,
                "prefer" => Npgsql.SslMode.Prefer,
                "require" => Npgsql.SslMode.Require,
                "verify-ca" => Npgsql.SslMode.VerifyCA,
                "verify-full" => Npgsql.SslMode.VerifyFull,
                _ => throw new OperatorException($"sslmode '{SslMode}' is not one of disable, allow, prefer, require, verify-ca, verify-full", exitCode: ExitCode.Usage),
            };
        }

        if (SslRootCertificate is not null)
        {
            builder.RootCertificate = SslRootCertificate;
        }

        return builder;
    }

    /// <summary>The password of <c>database.password_file</c>, else the one given, else null for libpq's own passfile.</summary>
    public string? ReadPassword()
    {
        if (PasswordFile is null)
        {
            return Password;
        }

        try
        {
            return File.ReadAllText(PasswordFile).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"database.password_file {PasswordFile} cannot be read: {e.Message}", "make it readable for you alone: chmod 600.", ExitCode.Usage, e);
        }
    }

    private static string DefaultHost() => Directory.Exists("/var/run/postgresql") ? "/var/run/postgresql" : "localhost";
}
