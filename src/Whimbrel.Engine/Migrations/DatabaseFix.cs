using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Schema;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Migrations;

/// <summary>Writes the safe way of what is pending, with the tables of the configured database; changes nothing in it.</summary>
public static class DatabaseFix
{
    public static async Task<IReadOnlyList<FixedMigration>> WriteAsync(WhimbrelSettings settings, IReadOnlyList<string> paths, CancellationToken ct)
    {
        await using var database = await Database.ConnectAsync(settings.Database, RunOpening.ApplicationName("check", null), settings.Locks.StallBudget, ct, isReadOnly: true);
        await using var session = await database.OpenAsync(ct);
        var applied = await AppliedMigration.ReadAsync(session, new VersionTable(settings.Migrations.VersionTable), ct);
        var schema = await SchemaReader.ReadAsync(session, ct);
        return new FixFiles(() => schema) { Applied = [.. applied.Select(a => a.Version)] }.Write(paths);
    }
}
