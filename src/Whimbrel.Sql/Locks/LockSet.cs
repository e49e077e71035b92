using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>The locks of one statement while they are gathered: the strongest on each relation.</summary>
internal sealed class LockSet(DatabaseSchema schema, int major)
{
    private readonly Dictionary<RelationName, RelationLock> _locks = [];
    private readonly List<RelationName> _rewrites = [];
    private readonly List<RelationName> _scans = [];
    private string? _unknown;

    internal DatabaseSchema Schema => schema;

    internal int Major => major;

    internal bool WaitsForOldSnapshots { get; set; }

    internal bool RunsOutsideTransaction { get; set; }

    /// <summary>A relation that the statement names; null when a complete schema does not have it, and for the catalogue's own.</summary>
    internal Relation? Named(RelationName name, RelationKind kind = RelationKind.Table)
    {
        if (schema.Find(name) is { } found)
            return found;

        // Without a database it may well be there: what the statement itself says of it still holds.
        return schema.IsComplete || IsSystem(name) ? null : new Relation(schema.WhereNew(name), kind) { IsPartlyKnown = true };
    }

    internal Relation? Named(RelationName? name, RelationKind kind = RelationKind.Table) => name is { } known ? Named(known, kind) : null;

    internal void Take(Relation relation, LockMode mode, string? why = null) => Take(relation.Name, mode, why);

    internal void Take(RelationName name, LockMode mode, string? why = null)
    {
        if (!_locks.TryGetValue(name, out var taken) || taken.Mode < mode)
            _locks[name] = new RelationLock(name, mode, why);
    }

    internal void Take(IEnumerable<Relation> relations, LockMode mode, string? why = null)
    {
        foreach (var relation in relations)
            Take(relation, mode, why);
    }

    internal void Rewrite(Relation relation)
    {
        if (relation.Kind is RelationKind.Table or RelationKind.MaterializedView or RelationKind.Index && !_rewrites.Contains(relation.Name))
            _rewrites.Add(relation.Name);
    }

    /// <summary>Only what has rows of its own can be read.</summary>
    internal void Scan(Relation relation)
    {
        if (relation.Kind is RelationKind.Table or RelationKind.MaterializedView && !_scans.Contains(relation.Name))
            _scans.Add(relation.Name);
    }

    /// <summary>What else may be locked, in words; the first is kept.</summary>
    internal void MayTakeMore(string what) => _unknown ??= what;

    /// <summary>Called where a statement reaches beyond the relation that it names.</summary>
    internal void ReachesBeyond(Relation relation)
    {
        if (relation.IsPartlyKnown)
            MayTakeMore($"what belongs to {relation.Name} is not known without a database: partitions, children, indexes, foreign keys");
    }

    internal Footprint ToFootprint() =>
        _locks.Count == 0 && _unknown is null && !RunsOutsideTransaction && !WaitsForOldSnapshots
            ? Footprint.Nothing
            : new Footprint
            {
                Locks = [.. _locks.Values],
                Rewrites = _rewrites,
                Scans = _scans,
                WaitsForOldSnapshots = WaitsForOldSnapshots,
                RunsOutsideTransaction = RunsOutsideTransaction,
                Unknown = _unknown,
            };

    private static bool IsSystem(RelationName name) =>
        name.Schema is "pg_catalog" or "information_schema" || (name.Schema is null && name.Name.StartsWith("pg_", StringComparison.Ordinal));
}
