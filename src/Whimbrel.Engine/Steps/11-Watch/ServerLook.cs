using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Steps.Watch;

/// <summary>What the server had counted at one moment, since its statistics were last reset: two of them say what happened in between.</summary>
/// <param name="WithoutQueries">Why no query is counted; null where they are.</param>
/// <param name="Scans">How often each large table was read from its beginning to its end.</param>
internal sealed record ServerLook(DateTimeOffset At, ServerCounters Counters, IReadOnlyDictionary<QueryKey, QueryCount> Queries, string? WithoutQueries, IReadOnlyDictionary<string, long> Scans)
{
    public static async Task<ServerLook> TakeAsync(Session session, DateTimeOffset at, CancellationToken ct)
    {
        var counters = await session.QuerySingleAsync("watch_sample", Read, ct);
        var scans = await session.QueryAsync("large_table_scans", row => (Table: row.Text("Table"), Scans: row.Number("Scans")), ct);
        var (queries, whyNot) = await QueryCounters.ReadAsync(session, ct);
        return new ServerLook(at, counters, queries, whyNot, scans.ToDictionary(s => s.Table, s => s.Scans, StringComparer.Ordinal));
    }

    /// <summary>What happened a second, from an earlier look to this one.</summary>
    public ServerRates Since(ServerLook earlier)
    {
        var seconds = Math.Max(0.001, (At - earlier.At).TotalSeconds);
        var (now, then) = (Counters, earlier.Counters);
        var (hit, read) = (Added(now.BlocksHit, then.BlocksHit), Added(now.BlocksRead, then.BlocksRead));
        return new ServerRates(
            seconds,
            Added(now.Commits, then.Commits),
            Added(now.Rollbacks, then.Rollbacks),
            Added(now.Deadlocks, then.Deadlocks),
            Math.Round(Added(now.TempBytes, then.TempBytes) / seconds),
            hit + read == 0 ? null : (double)hit / (hit + read),
            now.DeadRows,
            Math.Max(now.WaitingSessions, then.WaitingSessions),
            now.LagSeconds,
            Scans.Select(s => (s.Key, Scans: Added(s.Value, earlier.Scans.GetValueOrDefault(s.Key, s.Value)))).Where(s => s.Scans > 0).ToDictionary(s => s.Key, s => s.Scans, StringComparer.Ordinal));
    }

    /// <summary>Nothing where the counting began anew in between.</summary>
    private static long Added(long now, long then) => now < then ? 0 : now - then;

    private static ServerCounters Read(Row row) => new(
        (int)row.Number("Connections"),
        (int)row.Number("MaxConnections"),
        (int)row.Number("WaitingSessions"),
        row.Real("OldestTransactionSeconds"),
        row.Number("Deadlocks"),
        row.OptionalReal("CacheHitRatio"),
        row.Number("Commits"),
        row.Number("Rollbacks"),
        row.Number("BlocksHit"),
        row.Number("BlocksRead"),
        row.Number("TempBytes"),
        row.Number("DeadRows"),
        row.OptionalReal("LagSeconds"));
}

/// <summary>The database's own counters, and how it is at that moment.</summary>
internal sealed record ServerCounters(
    int Connections,
    int MaxConnections,
    int WaitingSessions,
    double OldestTransactionSeconds,
    long Deadlocks,
    double? CacheHitRatio,
    long Commits,
    long Rollbacks,
    long BlocksHit,
    long BlocksRead,
    long TempBytes,
    long DeadRows,
    double? LagSeconds);

/// <summary>What the server did over a stretch of time.</summary>
/// <param name="WaitingSessions">The most that waited for a lock for longer than 5 s.</param>
/// <param name="LagSeconds">Of the standby that is farthest behind, at the end; null without standbys.</param>
/// <param name="Scans">How often each large table was read from its beginning to its end; those that were not are missing.</param>
public sealed record ServerRates(
    double Seconds,
    long Commits,
    long Rollbacks,
    long Deadlocks,
    double TempBytesPerSecond,
    double? CacheHitRatio,
    long DeadRows,
    int WaitingSessions,
    double? LagSeconds,
    IReadOnlyDictionary<string, long> Scans)
{
    public double CommitsPerSecond => Commits / Seconds;
}
