namespace Whimbrel.Engine.Locks;

/// <summary>
/// Makes trees of who waits for whom. A victim stands below those who hold its lock; where nobody does, below the one that is first in the queue. One
/// that waits for two is shown in full below the first and named below the other, so that neither that nor a deadlock loops.
/// </summary>
internal sealed class LockTreeBuilder
{
    private readonly Dictionary<Party, LockSession> _sessions;
    private readonly Dictionary<string, PreparedTransaction> _prepared;
    private readonly ILookup<Party, LockEdge> _waits;
    private readonly ILookup<Party, LockEdge> _victims;
    private readonly HashSet<Party> _shown = [];

    internal LockTreeBuilder(IReadOnlyList<LockEdge> edges, IReadOnlyList<LockSession> sessions, IReadOnlyList<PreparedTransaction> prepared)
    {
        _sessions = sessions.ToDictionary(s => new Party(s.Blocker.Pid, null));
        _prepared = prepared.ToDictionary(p => p.Gid, StringComparer.Ordinal);

        // Between two looks somebody may have gone; who waited for him waits no more.
        var there = edges.Where(e => IsThere(new Party(e.Victim, null)) && IsThere(BlockerOf(e))).ToList();
        _waits = there.ToLookup(e => new Party(e.Victim, null));
        _victims = there.GroupBy(e => e.Victim).SelectMany(Above).ToLookup(BlockerOf);
    }

    internal int Waiting => _waits.Count;

    internal double LongestWaitSeconds => _waits.Select(w => w.First().WaitSeconds).DefaultIfEmpty(0).Max();

    /// <summary>Everybody who is in the trees.</summary>
    internal IReadOnlySet<int> Shown => _shown.Select(p => p.Pid).ToHashSet();

    internal IReadOnlyList<LockNode> Build()
    {
        var roots = _victims.Select(v => v.Key).Where(p => !_waits.Contains(p)).Select(p => Node(p, [])).ToList();

        // Whom no root reaches waits in a circle.
        foreach (var party in _waits.Select(w => w.Key).OrderBy(p => p.Pid).Where(p => !_shown.Contains(p) && _victims.Contains(p)))
        {
            roots.Add(Node(party, []));
        }

        return [.. roots.OrderByDescending(r => r.CountVictims()).ThenBy(r => r.Pid)];
    }

    private static Party BlockerOf(LockEdge edge) => new(edge.Blocker, edge.Gid);

    private bool IsThere(Party party) => party.Gid is null ? _sessions.ContainsKey(party) : _prepared.ContainsKey(party.Gid);

    /// <summary>The edges below whose blockers a victim is shown.</summary>
    private IEnumerable<LockEdge> Above(IGrouping<int, LockEdge> victim)
    {
        var holders = victim.Where(e => e.Held.Count > 0).ToList();
        return holders.Count > 0 ? holders : victim.OrderByDescending(e => WaitOf(BlockerOf(e))).ThenBy(e => e.Blocker).Take(1);
    }

    private double WaitOf(Party party) => _waits[party].Select(e => e.WaitSeconds).FirstOrDefault();

    private LockNode Node(Party party, IReadOnlyList<Party> above)
    {
        var isDeadlock = above.Contains(party);
        var isFirst = _shown.Add(party);
        var victims = isFirst ? _victims[party].OrderByDescending(e => e.WaitSeconds).ThenBy(e => e.Victim).ToList() : [];
        var node = party.Gid is null ? LockNode.Of(_sessions[party]) : LockNode.Of(_prepared[party.Gid]);
        var wait = _waits[party].FirstOrDefault();
        return node with
        {
            WaitSeconds = wait?.WaitSeconds,
            LockType = wait?.LockType,
            LockMode = wait?.Mode,
            Relation = wait?.Relation,
            WaitsFor = wait?.Wanted,
            Holds = [.. victims.SelectMany(v => v.HeldForPeople).Distinct(StringComparer.Ordinal)],
            BlockedBy = [.. _waits[party].Select(e => e.Blocker).Distinct().Order()],
            IsRepeated = !isFirst,
            IsDeadlock = isDeadlock,
            Victims = [.. victims.Select(v => Node(new Party(v.Victim, null), [.. above, party]))],
        };
    }

    /// <summary>A session, or a prepared transaction of that name.</summary>
    private sealed record Party(int Pid, string? Gid);
}
