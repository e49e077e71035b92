using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Schema;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Settings;
using Whimbrel.Sql.Rules;

namespace Whimbrel.Engine.Migrations;

/// <summary>Checks what is pending with the tables, sizes and queries of the configured database; changes nothing.</summary>
public static class DatabaseCheck
{
    /// <param name="options">The server says its version itself.</param>
    public static async Task<ScriptCheckResult> RunAsync(WhimbrelSettings settings, CheckOptions options, IReadOnlyList<string> paths, CancellationToken ct)
    {
        await using var database = await Database.ConnectAsync(settings.Database, RunOpening.ApplicationName("check", null), settings.Locks.StallBudget, ct, isReadOnly: true);
        await using var session = await database.OpenAsync(ct);
        var applied = await AppliedMigration.ReadAsync(session, new VersionTable(settings.Migrations.VersionTable), ct);
        var schema = await SchemaReader.ReadAsync(session, ct);
        return new ScriptCheck(schema, options with { ServerMajor = session.ServerMajor }) { Applied = [.. applied.Select(a => a.Version)] }.Run(paths);
    }
}
