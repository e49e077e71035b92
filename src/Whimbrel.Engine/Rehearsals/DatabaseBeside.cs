using Npgsql;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>What a database must have in common with another to hold the same rows in the same order.</summary>
/// <param name="Provider">As pg_database has it: c, i or b.</param>
/// <param name="Settings">ALTER DATABASE … SET, and for a role ALTER ROLE … IN DATABASE … SET.</param>
internal sealed record DatabaseProperties(string Encoding, string Collate, string Ctype, string Provider, string? Locale, IReadOnlyList<(string? Role, string Name, string Value)> Settings)
{
    internal static async Task<DatabaseProperties> ReadAsync(Session session, string database, CancellationToken ct)
    {
        var settings = await session.QueryAsync("database_settings", row => (row.OptionalText("Role"), row.Text("Name"), row.Text("Value")), ct, database);
        return await session.QuerySingleAsync("copy_properties", row => new DatabaseProperties(row.Text("Encoding"), row.Text("Collate"), row.Text("Ctype"), row.Text("Provider"), row.OptionalText("Locale"), settings), ct);
    }

    /// <summary>CREATE DATABASE; it cannot run in a transaction.</summary>
    internal string Create(string name, int serverMajor) =>
        $"CREATE DATABASE {Identifier.Quote(name)} TEMPLATE template0 ENCODING {Literal(Encoding)} LC_COLLATE {Literal(Collate)} LC_CTYPE {Literal(Ctype)}" + (Provider, Locale) switch
        {
            ("i", { } locale) => $" LOCALE_PROVIDER icu ICU_LOCALE {Literal(locale)}",
            ("b", { } locale) when serverMajor >= 17 => $" LOCALE_PROVIDER builtin BUILTIN_LOCALE {Literal(locale)}",
            _ => "",
        };

    private static string Literal(string value) => "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
}

/// <summary>A copy's database on a server that is there: production's own, or one that is named. What it needs is written down before it is made, and removed again.</summary>
internal sealed class DatabaseBeside : ICopyPlace
{
    private const string Mark = "database";
    private const string ApplicationName = "whimbrel rehearse";

    private readonly ServerAddress _server;
    private readonly string _note;
    private readonly List<string> _roles = [];

    private DatabaseBeside(ServerAddress server, string note) => (_server, _note) = (server, note);

    public ServerAddress ForRestore => AsSuperuser;

    public IReadOnlyList<string> RestoreOptions { get; private set; } = [];

    public ServerAddress AsSuperuser => _server with { Database = Name };

    private string Name => Path.GetFileName(_note);

    public ServerAddress As(string user) => AsSuperuser;

    public long? TemporaryFiles() => null;

    /// <param name="server">With the database from which others are made.</param>
    /// <param name="notes">The folder in which it is written down which copies there are.</param>
    internal static async Task<DatabaseBeside> CreateAsync(ServerAddress server, Production production, DatabaseProperties properties, int major, string notes, CancellationToken ct)
    {
        Directory.CreateDirectory(notes, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await SweepAsync(server, notes, ct);
        var beside = new DatabaseBeside(server, Path.Combine(notes, $"whimbrel_rehearsal_{Guid.NewGuid():N}"[..40]));
        await using var database = await Database.ConnectAsync(server, ApplicationName, TimeSpan.FromMinutes(1), ct);
        if (database.Identity.Major != major)
        {
            throw new OperatorException($"{server} is PostgreSQL {database.Identity.ServerVersion}, and production is {major}: a rehearsal there proves nothing; nothing was changed", "set rehearsal.on to a server of the same major, or to throwaway.");
        }

        try
        {
            await using var session = await database.OpenForScriptAsync(ct);
            await CopyCheck.AssertExtensionsAsync(session, production, major, ct);
            await beside.MakeAsync(session, database.Identity.IsSuperuser, production, properties, ct);
            return beside;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            await beside.DisposeAsync();
            throw new OperatorException($"the copy cannot be made on {server}: {e.MessageText}; nothing was changed", $"let a superuser run there: ALTER ROLE {Identifier.Quote(database.Identity.User)} CREATEDB CREATEROLE; or set rehearsal.on to throwaway.", ExitCode.Refused, e);
        }
        catch
        {
            await beside.DisposeAsync();
            throw;
        }
    }

    /// <summary>Removes what processes of ours left there that were killed.</summary>
    /// <returns>How many copies that were.</returns>
    internal static async Task<int> SweepAsync(ServerAddress server, string notes, CancellationToken ct)
    {
        var swept = 0;
        foreach (var note in Directory.Exists(notes) ? Directory.GetFiles(notes) : [])
        {
            if (await File.ReadAllLinesAsync(note, ct) is [var owner, Mark, var where, .. var roles] && where == Where(server) && !CopyCheck.Lives(owner))
            {
                var left = new DatabaseBeside(server, note);
                left._roles.AddRange(roles);
                await left.DisposeAsync();
                swept++;
            }
        }

        return swept;
    }

    public async ValueTask DisposeAsync()
    {
        if (!File.Exists(_note))
        {
            return;
        }

        await using var database = await Database.ConnectAsync(_server, ApplicationName, TimeSpan.FromMinutes(1), CancellationToken.None);
        await using var session = await database.OpenForScriptAsync(CancellationToken.None);
        await session.ExecuteAsync($"DROP DATABASE IF EXISTS {Identifier.Quote(Name)} WITH (FORCE)", CancellationToken.None);
        foreach (var role in _roles)
        {
            await session.ExecuteAsync($"DROP ROLE IF EXISTS {Identifier.Quote(role)}", CancellationToken.None);
        }

        File.Delete(_note);
    }

    private static string Where(ServerAddress server) => $"{server.Host}:{server.Port}";

    private async Task MakeAsync(Session session, bool isSuperuser, Production production, DatabaseProperties properties, CancellationToken ct)
    {
        var known = (await session.QueryAsync("production_roles", row => row.Text("Name"), ct)).ToHashSet(StringComparer.Ordinal);
        _roles.AddRange(production.Roles.Select(r => r.Name).Where(r => !known.Contains(r)));
        Journal.PrivateFile.Write(_note, System.Text.Encoding.UTF8.GetBytes(string.Join('\n', [CopyCheck.Ourselves, Mark, Where(_server), .. _roles])));
        foreach (var role in _roles)
        {
            // Only to own things: nobody comes in by it.
            await session.ExecuteAsync($"CREATE ROLE {Identifier.Quote(role)} NOLOGIN", ct);
        }

        await session.ExecuteAsync(properties.Create(Name, session.ServerMajor), ct);
        RestoreOptions = isSuperuser ? [] : ["--no-owner", "--no-acl"];
        foreach (var (role, name, value) in properties.Settings.Where(s => s.Role is null || isSuperuser))
        {
            var whose = role is null ? $"DATABASE {Identifier.Quote(Name)}" : $"ROLE {Identifier.Quote(role)} IN DATABASE {Identifier.Quote(Name)}";
            await session.ExecuteAsync("BEGIN", ct);
            await session.ExecuteAsync("SELECT set_config($1, $2, true)", ct, name, value);
            await session.ExecuteAsync($"ALTER {whose} SET {Identifier.Quote(name)} FROM CURRENT", ct);
            await session.ExecuteAsync("COMMIT", ct);
        }
    }
}
