using Whimbrel.Engine.Postgres;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Engine.Locks;

/// <summary>One who waits for a lock, and one behind whom it waits.</summary>
/// <param name="Gid">The prepared transaction that holds it; then <paramref name="Blocker"/> is 0.</param>
/// <param name="Held">The modes that the blocker holds and that the victim must wait for; none when it stands before the victim in the queue.</param>
/// <param name="Mode">As pg_locks has it.</param>
/// <param name="Target">What is locked, for people: <c>public.users</c>, <c>advisory lock 7</c>.</param>
internal sealed record LockEdge(int Victim, int Blocker, string? Gid, IReadOnlyList<string> Held, string LockType, string Mode, string? Relation, string Target, double WaitSeconds)
{
    private static readonly Dictionary<string, LockMode> _modes =
        Enum.GetValues<LockMode>().Where(m => m != LockMode.None).ToDictionary(m => m.Name(), StringComparer.Ordinal);

    /// <summary>The lock for people: AccessExclusiveLock on public.users.</summary>
    internal string Wanted => $"{Mode} on {Target}";

    internal IEnumerable<string> HeldForPeople => Held.Select(mode => $"{mode} on {Target}");

    internal static async Task<IReadOnlyList<LockEdge>> ReadAsync(Session session, CancellationToken ct)
    {
        var edges = await session.QueryAsync("lock_edges", Read, ct);

        // Of all that is prepared the server says 0: only what holds a lock that must be waited for is meant.
        return [.. edges.Where(e => e.Blocker != 0 || (e.Gid is not null && e.Held.Count > 0))];
    }

    private static LockEdge Read(Row row)
    {
        var (mode, relation, target) = (row.Text("Mode"), row.OptionalText("Relation"), row.Text("Target"));
        return new LockEdge(
            (int)row.Number("Victim"),
            (int)row.Number("Blocker"),
            row.OptionalText("Gid"),
            [.. row.Text("Held").Split(',', StringSplitOptions.RemoveEmptyEntries).Where(held => Conflict(held, mode))],
            row.Text("LockType"),
            mode,
            relation,
            (target, relation) switch { ("", _) => relation ?? "", (_, null) => target, _ => $"{target} of {relation}" },
            row.Real("WaitSeconds"));
    }

    /// <summary>Modes of other lock methods, as of serializable transactions, are never waited for.</summary>
    private static bool Conflict(string held, string wanted) => _modes.TryGetValue(held, out var one) && _modes.TryGetValue(wanted, out var other) && one.ConflictsWith(other);
}
