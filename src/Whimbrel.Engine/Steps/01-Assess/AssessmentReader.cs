using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Assess;

/// <summary>Asks everything of the runbook's step 1; changes nothing (a read-only transaction).</summary>
public static class AssessmentReader
{
    /// <param name="affected">Names of the relations that the pending scripts touch, as written there.</param>
    public static async Task<Assessment> ReadAsync(Database database, VersionTable versions, WhimbrelSettings settings, IReadOnlyList<string> affected, CancellationToken ct)
    {
        await using var session = await database.OpenAsync(ct);
        await session.ExecuteAsync("BEGIN READ ONLY", ct);
        var applied = await versions.ReadAsync(session, ct);
        var connections = await session.QuerySingleAsync("connection_count", row => (Used: (int)row.Number("Used"), Max: (int)row.Number("Max"), SeesAll: row.Claim("SeesAll")), ct);
        var sessions = await session.QueryAsync("sessions", ReadSession, ct);
        var assessment = new Assessment(
            database.Identity.ServerVersion,
            applied.Count == 0 ? null : applied[^1].Version,
            await session.QuerySingleAsync("database_size", row => row.Number("Bytes"), ct),
            await session.QueryAsync("largest_tables", row => new TableSize(row.Text("Schema"), row.Text("Name"), row.OptionalNumber("Bytes")), ct),
            connections.Used,
            connections.Max,
            sessions,
            [.. sessions.Where(s => s.State != "idle" && Math.Max(s.TransactionSeconds ?? 0, s.QuerySeconds ?? 0) > Findings.LongSession.TotalSeconds)],
            await ReadWaitsAsync(session, ct),
            await session.QueryAsync("maintenance_work", row => new MaintenanceWork(row.Text("Kind"), (int)row.Number("Pid"), Names(row.OptionalText("Tables")), row.Real("AgeSeconds")), ct),
            await session.QueryAsync("standby_lag", row => new StandbyLag(row.Text("Name"), row.Text("State"), row.OptionalNumber("LagBytes"), row.OptionalReal("LagSeconds")), ct),
            await ReadDiskAsync(session, database, settings, ct),
            database.Identity.IsInRecovery,
            connections.SeesAll,
            []);
        var affectedTables = await session.QueryAsync("resolve_relations", row => row.Text("Name"), ct, [affected.ToArray()]);
        await session.ExecuteAsync("COMMIT", ct);
        return assessment with { Findings = Findings.Of(assessment, affectedTables, settings.Backup.MinimumFree) };
    }

    private static SessionFacts ReadSession(Row row) => new(
        (int)row.Number("Pid"),
        row.Text("User"),
        row.Text("Application"),
        row.OptionalText("Client"),
        row.Text("State"),
        row.OptionalReal("TransactionSeconds"),
        row.OptionalReal("QuerySeconds"),
        row.Text("Query"),
        Names(row.OptionalText("LockedTables")));

    private static async Task<IReadOnlyList<WaitingLock>> ReadWaitsAsync(Session session, CancellationToken ct)
    {
        var waits = await session.QueryAsync(
            "waiting_locks",
            row => new WaitingLock((int)row.Number("Pid"), row.Text("User"), row.Text("LockType"), row.OptionalText("Relation"), row.Text("Mode"), row.Real("WaitedSeconds"), row.Text("Query"), []),
            ct);
        var named = new List<WaitingLock>();
        foreach (var wait in waits)
        {
            named.Add(wait with { Blockers = await session.QueryAsync("blockers_of", Blocker.Read, ct, wait.Pid) });
        }

        return named;
    }

    /// <summary>PostgreSQL cannot say how full a disk is; where it runs on this machine, the file system can.</summary>
    internal static async Task<DiskFacts> ReadDiskAsync(Session session, Database database, WhimbrelSettings settings, CancellationToken ct)
    {
        var folder = await session.QuerySingleAsync("data_folder", row => row.OptionalText("DataFolder"), ct);
        var isHere = folder is not null && database.Address.Via is null && IsThisMachine(database.Address.Host) && Directory.Exists(folder);
        var data = isHere ? DiskSpace.Of(folder!) : null;
        var backup = DiskSpace.Of(settings.Backup.Path);
        return new DiskFacts(folder, data?.FreePercent, data?.FreeBytes, settings.Backup.Path, backup?.FreePercent, backup?.FreeBytes);
    }

    private static bool IsThisMachine(string host) =>
        host.StartsWith('/') || host is "localhost" || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));

    private static IReadOnlyList<string> Names(string? joined) => joined?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
