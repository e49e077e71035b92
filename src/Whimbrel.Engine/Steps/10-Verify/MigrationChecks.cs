using Whimbrel.Engine.Application;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Verify;

/// <summary>Everything that is looked at after a migration: schema, verify scripts, application, connections, statistics.</summary>
public static class MigrationChecks
{
    /// <param name="application">What is asked; <see cref="ApplicationSettings.None"/> while it is out of service.</param>
    /// <param name="wait">The longest wait of a verify script for a lock.</param>
    public static async Task<Verification> RunAsync(Database database, VersionTable versions, ApplicationSettings application, TimeSpan wait, IReadOnlyList<Migration> migrations, CancellationToken ct)
    {
        await using var session = await database.OpenForScriptAsync(ct);
        var checks = new List<Check>();
        foreach (var migration in migrations)
        {
            checks.AddRange(await SchemaChecks.RunAsync(session, versions, migration, ct));
            if (migration.Verify is { } script)
            {
                checks.AddRange(await VerifyScript.RunAsync(session, script, wait, ct));
            }
        }

        checks.AddRange(await AskApplicationAsync(application, ct));
        checks.Add(await CountConnectionsAsync(session, ct));
        var tables = migrations.SelectMany(m => m.Script.Statements).SelectMany(s => s.Relations).Select(r => r.Name).Distinct(StringComparer.Ordinal).ToArray();
        return new Verification(
            checks,
            await session.QuerySingleAsync("cache_hit_ratio", row => row.OptionalReal("Ratio"), ct),
            await ReadSlowQueriesAsync(session, tables, ct));
    }

    internal static async Task<IReadOnlyList<Check>> AskApplicationAsync(ApplicationSettings settings, CancellationToken ct)
    {
        using var probe = new HealthProbe();
        var checks = new List<Check>();
        if (settings.Health is { } health)
        {
            var answer = await probe.AskAsync(health, ct);
            checks.Add(new Check("health", answer.IsHealthy, answer.ToString()));
        }

        foreach (var endpoint in settings.Endpoints)
        {
            var answer = await probe.AskAsync(endpoint, ct);
            checks.Add(new Check($"endpoint {new Uri(endpoint).AbsolutePath}", answer.IsHealthy, answer.ToString()));
        }

        return checks;
    }

    private static async Task<Check> CountConnectionsAsync(Session session, CancellationToken ct)
    {
        var (used, max) = await session.QuerySingleAsync("connection_count", row => (Used: row.Number("Used"), Max: row.Number("Max")), ct);
        return new Check("connections", used < 0.95 * max, $"{used} of {max}");
    }

    private static async Task<IReadOnlyList<SlowQuery>> ReadSlowQueriesAsync(Session session, string[] tables, CancellationToken ct)
    {
        if (!await session.QuerySingleAsync("has_statement_statistics", row => row.Claim("IsThere"), ct))
        {
            return [];
        }

        return await session.QueryAsync(
            "slow_queries",
            row => new SlowQuery(row.Text("Query"), row.Number("Calls"), row.Real("TotalMs"), row.Real("MeanMs"), row.Real("MaxMs")),
            ct,
            [tables]);
    }
}
