using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Locks;

/// <summary>Others that wait for what we hold, and our own wait.</summary>
internal sealed record LockWaits(int Victims, TimeSpan LongestVictim, TimeSpan Own);

/// <summary>Looks from a second connection at the locks around a transaction's relations.</summary>
internal sealed class LockSight(Session session, IReadOnlyList<LockTarget> targets, int backend)
{
    private readonly long[] _oids = [.. targets.Select(t => t.Oid)];
    private readonly string[] _modes = [.. targets.Select(t => t.Conflicts)];

    /// <summary>Who holds what we would wait for.</summary>
    internal Task<IReadOnlyList<Blocker>> HoldersAsync(CancellationToken ct) => session.QueryAsync("lock_holders", Blocker.Read, ct, _oids, _modes, backend);

    internal Task<LockWaits> WaitsAsync(CancellationToken ct) => session.QuerySingleAsync(
        "lock_waits",
        row => new LockWaits((int)row.Number("Victims"), TimeSpan.FromSeconds(row.Real("VictimSeconds")), TimeSpan.FromSeconds(row.Real("OwnSeconds"))),
        ct,
        _oids,
        _modes,
        backend);
}
