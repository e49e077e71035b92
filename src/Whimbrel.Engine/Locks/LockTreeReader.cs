using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Locks;

/// <summary>Looks who waits for whom, with statements that wait for nobody.</summary>
/// <param name="stallBudget">Younger transactions stand in nobody's way.</param>
public sealed class LockTreeReader(Database database, Session session, TimeSpan stallBudget, TimeProvider time)
{
    /// <summary>What is younger has ended before its line is read.</summary>
    private static readonly TimeSpan _worthReading = TimeSpan.FromSeconds(1);

    private TimeSpan OldAfter => stallBudget > _worthReading ? stallBudget : _worthReading;

    public async Task<LockTree> ReadAsync(CancellationToken ct)
    {
        var edges = await LockEdge.ReadAsync(session, ct);
        var pids = edges.SelectMany(e => new[] { e.Victim, e.Blocker }).Where(p => p != 0).ToHashSet();
        var sessions = await LockSession.ReadAsync(session, pids, OldAfter, ct);
        var prepared = await PreparedTransaction.ReadAsync(session, ct);
        var builder = new LockTreeBuilder(edges, sessions, prepared);
        var blockers = builder.Build();
        var old = sessions.Where(s => !builder.Shown.Contains(s.Blocker.Pid) && s.Blocker.AgeSeconds > OldAfter.TotalSeconds).Select(OldSession)
            .Concat(prepared.Where(p => !blockers.Any(b => b.Gid == p.Gid)).Select(OldPrepared));
        return new LockTree(
            time.GetUtcNow(),
            database.Address.ToString(),
            builder.Waiting,
            builder.LongestWaitSeconds,
            blockers,
            [.. old.OrderByDescending(o => o.AgeSeconds)],
            OldAfter.TotalSeconds,
            await session.QuerySingleAsync("connection_count", row => row.Claim("SeesAll"), ct));
    }

    private static OldTransaction OldSession(LockSession session) => new(
        session.Blocker.Pid,
        session.Blocker.User,
        session.Blocker.Application,
        session.Blocker.Kind,
        session.Blocker.State,
        session.StateSeconds,
        session.Blocker.AgeSeconds,
        session.Blocker.Query,
        session.Tables,
        null,
        null,
        SessionProtection.Of(session)?.Reason);

    private static OldTransaction OldPrepared(PreparedTransaction prepared) =>
        new(0, prepared.User, "", "prepared transaction", "prepared", prepared.AgeSeconds, prepared.AgeSeconds, "", prepared.Tables, prepared.Gid, prepared.EndWith, null);
}
