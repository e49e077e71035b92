using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Assess;

/// <summary>Judges what was found: pure, without a server.</summary>
public static class Findings
{
    /// <summary>Older sessions are named, as in the runbook.</summary>
    public static readonly TimeSpan LongSession = TimeSpan.FromMinutes(5);

    /// <summary>The names that <c>--skip</c> takes.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["standby", "limited-view", "blocking-locks", "long-sessions", "idle-in-transaction", "connections", "disk-data", "disk-backup", "running-pg-dump", "wraparound-vacuum", "running-index-build", "replication-lag"];

    private const double WaitWorthNaming = 1;
    private const double LagSeconds = 10;
    private const long LagBytes = 256L * 1024 * 1024;

    public static IReadOnlyList<Finding> Of(Assessment facts, IReadOnlyList<string> affected, double minimumFree) =>
    [
        .. Recovery(facts),
        .. LimitedView(facts),
        .. BlockingLocks(facts),
        .. LongSessions(facts, affected),
        .. IdleInTransaction(facts, affected),
        .. Connections(facts),
        .. Disk(facts.Disk, minimumFree),
        .. Maintenance(facts, affected),
        .. Lag(facts),
    ];

    private static IEnumerable<Finding> Recovery(Assessment facts)
    {
        if (facts.IsInRecovery)
        {
            yield return new Finding("standby", Severity.Error, "this server is a standby: it takes no changes", "name the primary in database.url.");
        }
    }

    private static IEnumerable<Finding> LimitedView(Assessment facts)
    {
        if (!facts.SeesAllSessions)
        {
            yield return new Finding("limited-view", Severity.Warning, "our user cannot see what other users' sessions do: long ones and idle transactions stay hidden", "let a superuser run: GRANT pg_monitor TO our user.");
        }
    }

    private static IEnumerable<Finding> BlockingLocks(Assessment facts) => facts.Locks
        .Where(l => l.WaitedSeconds > WaitWorthNaming)
        .Select(l => new Finding(
            "blocking-locks",
            Severity.Error,
            $"pid {l.Pid} ({l.User}) has waited {l.WaitedSeconds:0.0} s for {l.Mode}{(l.Relation is null ? "" : $" on {l.Relation}")}, blocked by {(l.Blockers.Count == 0 ? "nobody any more" : string.Join("; ", l.Blockers))}",
            "let the blocker end, or end it if that is safe: 'whimbrel locks --kill PID' says so."));

    private static IEnumerable<Finding> LongSessions(Assessment facts, IReadOnlyList<string> affected) => facts.LongQueries
        .Where(s => !s.State.StartsWith("idle in transaction", StringComparison.Ordinal))
        .Select(s => Held(s, affected) is { Count: > 0 } held
            ? new Finding("long-sessions", Severity.Error, $"{Name(s)} has run for {Age(s)} and holds {string.Join(", ", held)}, which this migration needs", "wait until it has ended, or end it if that is safe.")
            : new Finding("long-sessions", Severity.Warning, $"{Name(s)} has run for {Age(s)}", "it holds back vacuum, and CREATE INDEX CONCURRENTLY waits for it."));

    private static IEnumerable<Finding> IdleInTransaction(Assessment facts, IReadOnlyList<string> affected) => facts.Sessions
        .Where(s => s.State.StartsWith("idle in transaction", StringComparison.Ordinal) && s.TransactionSeconds > WaitWorthNaming)
        .Select(s => new Finding(
            "idle-in-transaction",
            Held(s, affected).Count > 0 && s.TransactionSeconds > LongSession.TotalSeconds ? Severity.Error : Severity.Warning,
            $"{Name(s)} is idle in a transaction that is {Age(s)} old{(Held(s, affected) is { Count: > 0 } held ? $" and holds {string.Join(", ", held)}, which this migration needs" : "")}",
            "let its application commit or roll back; idle_in_transaction_session_timeout ends such sessions by itself."));

    private static IEnumerable<Finding> Connections(Assessment facts)
    {
        var share = (double)facts.Connections / facts.MaxConnections;
        if (share >= 0.8)
        {
            yield return new Finding(
                "connections",
                share >= 0.95 ? Severity.Error : Severity.Warning,
                $"{facts.Connections} of {facts.MaxConnections} connections are taken",
                "free some, or raise max_connections: Whimbrel needs four, and a slow minute needs more.");
        }
    }

    private static IEnumerable<Finding> Disk(DiskFacts disk, double minimumFree)
    {
        if (disk.FreePercent is null)
        {
            yield return new Finding("disk-data", Severity.Warning, "how full the server's data disk is cannot be seen from here", "look on the server itself: at least 30 % should be free.");
        }

        foreach (var (name, folder, percent, bytes) in new[] { ("disk-data", disk.DataFolder, disk.FreePercent, disk.FreeBytes), ("disk-backup", disk.BackupFolder, disk.BackupFreePercent, disk.BackupFreeBytes) })
        {
            if (percent < minimumFree * 100)
            {
                yield return new Finding(name, Severity.Error, $"{percent:0.0} % of the disk of {folder} is free ({ByteSize.Say(bytes ?? 0)}); at least {minimumFree * 100:0} % should be", "free some space, or change backup.minimum_free.");
            }
        }
    }

    private static IEnumerable<Finding> Maintenance(Assessment facts, IReadOnlyList<string> affected) => facts.Maintenance
        .Select(m => (Work: m, Tables: m.Tables.Intersect(affected, StringComparer.Ordinal).ToList()))
        .Where(m => m.Tables.Count > 0)
        .Select(m => new Finding(
            m.Work.Kind == "pg_dump" ? "running-pg-dump" : m.Work.Kind == "wraparound vacuum" ? "wraparound-vacuum" : "running-index-build",
            Severity.Error,
            $"{m.Work.Kind} (pid {m.Work.Pid}, {Duration.Say(TimeSpan.FromSeconds(m.Work.AgeSeconds))}) works on {string.Join(", ", m.Tables)}, which this migration needs",
            "wait until it has ended: the migration would wait for it, and everybody else behind the migration."));

    private static IEnumerable<Finding> Lag(Assessment facts) => facts.Standbys
        .Where(s => s.LagSeconds > LagSeconds || s.LagBytes > LagBytes)
        .Select(s => new Finding("replication-lag", Severity.Error, $"standby {s.Name} is {s.LagSeconds ?? 0:0} s ({ByteSize.Say(s.LagBytes ?? 0)}) behind", "let it catch up: a migration writes more WAL than usual."));

    private static List<string> Held(SessionFacts session, IReadOnlyList<string> affected) => [.. session.LockedTables.Intersect(affected, StringComparer.Ordinal)];

    private static string Name(SessionFacts session) => $"pid {session.Pid} ({session.User}{(session.Application.Length > 0 ? ", " + session.Application : "")})";

    private static string Age(SessionFacts session) => Duration.Say(TimeSpan.FromSeconds(Math.Max(session.TransactionSeconds ?? 0, session.QuerySeconds ?? 0)));
}
