using Whimbrel.Engine.Postgres;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Engine.Locks;

/// <summary>A relation that a transaction will lock.</summary>
/// <param name="Quoted">Its name as a part of an SQL text.</param>
internal sealed record LockTarget(long Oid, string Quoted, LockMode Mode)
{
    private static readonly LockMode[] _all = [.. Enum.GetValues<LockMode>().Where(m => m != LockMode.None)];

    /// <summary>As pg_locks has them, with commas: the modes that cannot be held beside ours.</summary>
    internal string Conflicts => string.Join(',', _all.Where(m => Mode.ConflictsWith(m)).Select(m => m.Name()));

    /// <summary>ACCESS EXCLUSIVE, as LOCK TABLE has it.</summary>
    internal string Words => string.Concat(Mode.ToString().Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? $" {c}" : $"{c}")).ToUpperInvariant();

    /// <summary>
    /// Those of a footprint that LOCK TABLE can take: the others come with them, or are taken when they are needed, within a bound. The strongest
    /// last: it is the one that others wait for.
    /// </summary>
    internal static async Task<IReadOnlyList<LockTarget>> FindAsync(Session session, IReadOnlyList<RelationLock> footprint, CancellationToken ct)
    {
        var names = footprint.Select(l => new QualifiedName(l.Relation.Schema, l.Relation.Name).Quoted).ToArray();
        var found = await session.QueryAsync("lockable_relations", row => (Place: (int)row.Number("Place") - 1, Oid: row.Number("Oid"), Quoted: row.Text("Quoted")), ct, [names]);
        return [.. found.Select(f => new LockTarget(f.Oid, f.Quoted, footprint[f.Place].Mode)).OrderBy(t => t.Mode).ThenBy(t => t.Quoted, StringComparer.Ordinal)];
    }
}
