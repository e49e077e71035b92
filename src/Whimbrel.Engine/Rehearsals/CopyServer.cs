using System.Globalization;
using System.Text.RegularExpressions;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>What a server that is made for one rehearsal has in common with production, and what it has not.</summary>
internal static partial class CopyServer
{
    /// <summary>Its superuser; no role of production is called so.</summary>
    internal const string Superuser = "whimbrel_rehearsal";

    /// <summary>A crash of the machine may lose it, and nobody else needs its memory: bounded, and without waiting for the disk.</summary>
    private static readonly string[] _settings =
    [
        "fsync = off",
        "full_page_writes = off",
        "synchronous_commit = off",
        "wal_level = minimal",
        "max_wal_senders = 0",
        "max_wal_size = 512MB",
        "shared_buffers = 128MB",
        "max_connections = 30",
        "autovacuum = off",
        "logging_collector = off",
        "log_temp_files = 0",
    ];

    /// <summary>The lines of postgresql.conf.</summary>
    /// <param name="libraries">Of shared_preload_libraries, those that are there; null or empty for none.</param>
    /// <param name="place">How it is reached.</param>
    internal static IEnumerable<string> Configuration(Production production, string? libraries, IReadOnlyList<string> place) =>
        [
            .. place,
            .. _settings,
            .. production.Settings.Where(s => s.Key != "shared_preload_libraries").Select(s => $"{s.Key} = {Quoted(s.Value)}"),
            .. libraries is { Length: > 0 } ? [$"shared_preload_libraries = {Quoted(libraries)}"] : Array.Empty<string>(),
        ];

    /// <summary>As postgresql.conf has a text.</summary>
    internal static string Quoted(string value) => "'" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>Production's roles, for pg_restore.</summary>
    /// <exception cref="OperatorException">When an extension is missing.</exception>
    internal static async Task PrepareAsync(ServerAddress server, Production production, CancellationToken ct)
    {
        await using var admin = await Database.ConnectAsync(server, "whimbrel rehearse", TimeSpan.FromMinutes(1), ct);
        await using var session = await admin.OpenAsync(ct);
        await CopyCheck.AssertExtensionsAsync(session, production, session.ServerMajor, ct);
        foreach (var statement in production.Roles.Select(r => r.Create).Concat(production.Roles.SelectMany(r => r.Grants)))
        {
            await session.ExecuteAsync(statement, ct);
        }

        // initdb's own; production's may have that name.
        await session.ExecuteAsync("DROP DATABASE postgres", ct);
    }

    /// <summary>Of a temporary file, as the server's log tells it; 0 for every other line.</summary>
    internal static long TemporaryBytes(string line) =>
        TemporaryFile().Match(line) is { Success: true } match ? long.Parse(match.Groups["bytes"].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("temporary file: path .*, size (?<bytes>[0-9]+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TemporaryFile();
}
