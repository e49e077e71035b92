using System.Diagnostics;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Locks;

/// <summary>Others that wait for what we hold, and our own wait.</summary>
internal sealed record LockWaits(int Victims, TimeSpan LongestVictim, TimeSpan Own)
{
    /// <summary>As the middle of a sentence.</summary>
    public override string ToString() => $"{Victims} {(Victims == 1 ? "session" : "sessions")} waited for it, the longest {Settings.Duration.Say(LongestVictim)}";

    internal static LockWaits Read(Row row) => new((int)row.Number("Victims"), TimeSpan.FromSeconds(row.Real("VictimSeconds")), TimeSpan.FromSeconds(row.Real("OwnSeconds")));
}

/// <summary>Looks from a second connection at the locks around a transaction's relations.</summary>
internal sealed class LockSight(Session session, IReadOnlyList<LockTarget> targets, int backend)
{
    private readonly long[] _oids = [.. targets.Select(t => t.Oid)];
    private readonly string[] _modes = [.. targets.Select(t => t.Conflicts)];

    private readonly Dictionary<string, long> _firstSeen = new(StringComparer.Ordinal);

    /// <summary>Who holds what we would wait for. Where the server does not tell us how old a transaction is, it is as old as we have known it.</summary>
    internal async Task<IReadOnlyList<Blocker>> HoldersAsync(CancellationToken ct)
    {
        var holders = await session.QueryAsync("lock_holders", row => (Transaction: row.Text("Transaction"), Blocker: Blocker.Read(row)), ct, _oids, _modes, backend);
        foreach (var gone in _firstSeen.Keys.Except(holders.Select(h => h.Transaction), StringComparer.Ordinal).ToList())
        {
            _firstSeen.Remove(gone);
        }

        return [.. holders.Select(h => h.Blocker.AgeSeconds >= 0 ? h.Blocker : h.Blocker with { AgeSeconds = KnownFor(h.Transaction).TotalSeconds })];
    }

    private TimeSpan KnownFor(string transaction)
    {
        _firstSeen.TryAdd(transaction, Stopwatch.GetTimestamp());
        return Stopwatch.GetElapsedTime(_firstSeen[transaction]);
    }

    internal Task<LockWaits> WaitsAsync(CancellationToken ct) => session.QuerySingleAsync(
        "lock_waits",
        LockWaits.Read,
        ct,
        _oids,
        _modes,
        backend);
}
