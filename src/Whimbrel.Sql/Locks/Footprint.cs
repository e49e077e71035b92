namespace Whimbrel.Sql.Locks;

/// <summary>A lock that a statement takes on a relation, and why when that is not plain ("other end of the foreign key").</summary>
public sealed record RelationLock(RelationName Relation, LockMode Mode, string? Why = null);

/// <summary>What a statement does to relations that others use, before it is run.</summary>
public sealed record Footprint
{
    public static Footprint Nothing { get; } = new();

    /// <summary>Each relation once, with the strongest mode; names have a schema. Relations that the statement creates are left out.</summary>
    public IReadOnlyList<RelationLock> Locks { get; init; } = [];

    /// <summary>Tables and indexes that are written anew (another relfilenode).</summary>
    public IReadOnlyList<RelationName> Rewrites { get; init; } = [];

    /// <summary>Tables of which every row is read while the locks are held.</summary>
    public IReadOnlyList<RelationName> Scans { get; init; } = [];

    /// <summary>It ends only when all transactions that are older than it have ended: the CONCURRENTLY forms.</summary>
    public bool WaitsForOldSnapshots { get; init; }

    /// <summary>PostgreSQL refuses it inside a transaction block.</summary>
    public bool RunsOutsideTransaction { get; init; }

    /// <summary>It may lock more than is said here: dynamic SQL, functions, DROP … CASCADE without a database. In words; null when not.</summary>
    public string? Unknown { get; init; }

    public LockMode ModeOn(RelationName relation) => Locks.FirstOrDefault(l => l.Relation == relation)?.Mode ?? LockMode.None;
}
