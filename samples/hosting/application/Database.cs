using Npgsql;

namespace Hosting.Application;

/// <summary>The connection pool, from HOSTING_DATABASE; the password comes from PGPASSWORD or PGPASSFILE alone.</summary>
internal static class Database
{
    private const string Variable = "HOSTING_DATABASE";

    public static NpgsqlDataSource FromEnvironment()
    {
        string text = Environment.GetEnvironmentVariable(Variable)
            ?? throw new InvalidOperationException($"{Variable} is not set, as in 'host=127.0.0.1 dbname=hosting_db user=hosting_user'");
        var address = new NpgsqlConnectionStringBuilder(FromKeywords(text))
        {
            ApplicationName = "hosting_app",
            MaxPoolSize = 20,
            Timeout = 5,
            // Shorter than the patience of the clients, so that it is the application that says what went wrong.
            CommandTimeout = 8,
        };
        if (address.Password is not null)
        {
            throw new InvalidOperationException($"{Variable} holds a password; PGPASSWORD and PGPASSFILE are the places for it");
        }

        return new NpgsqlSlimDataSourceBuilder(address.ConnectionString).Build();
    }

    /// <summary>Turns libpq's "host=… dbname=…" into Npgsql's "Host=…;Database=…", and leaves the latter alone.</summary>
    private static string FromKeywords(string text)
    {
        string[] pairs = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (text.Contains(';', StringComparison.Ordinal) || !Array.TrueForAll(pairs, pair => pair.Contains('=', StringComparison.Ordinal)))
        {
            return text;
        }

        return string.Join(';', pairs.Select(pair => pair.Split('=', 2)).Select(pair => $"{NpgsqlName(pair[0])}={pair[1]}"));
    }

    private static string NpgsqlName(string keyword) => keyword switch
    {
        "dbname" => "Database",
        "user" => "Username",
        "sslmode" => "SSL Mode",
        _ => keyword,
    };
}
