using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Migrations;

/// <summary>A version as the database has it; the script's text and checksum where Whimbrel applied it.</summary>
/// <param name="Run">The run that applied it, or null where another tool or a hand did.</param>
public sealed record AppliedMigration(string Version, DateTimeOffset AppliedAt, string? Name, string? Run, string? Script, string? Checksum, DateTimeOffset? DataMigratedAt)
{
    /// <summary>The operator's table joined with Whimbrel's history, oldest version first.</summary>
    public static async Task<IReadOnlyList<AppliedMigration>> ReadAsync(Session session, VersionTable table, CancellationToken ct)
    {
        var applied = await table.ReadAsync(session, ct);
        var history = await History.LatestAsync(session, ct);
        var byVersion = history.Where(h => h.Direction == History.Applied).ToLookup(h => MigrationVersion.Significant(h.Version), StringComparer.Ordinal);
        return [.. applied.Select(a =>
        {
            var entry = byVersion[MigrationVersion.Significant(a.Version)].FirstOrDefault();
            return new AppliedMigration(a.Version, a.AppliedAt, entry?.Name, entry?.Run, entry?.Script, entry?.Checksum, entry?.DataMigratedAt);
        })];
    }
}
