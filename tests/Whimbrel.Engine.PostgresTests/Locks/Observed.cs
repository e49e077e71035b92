using Whimbrel.Sql;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Engine.PostgresTests.Locks;

/// <summary>What a statement was seen to do to the relations that were there before it.</summary>
internal sealed record Observed
{
    public IReadOnlyDictionary<RelationName, LockMode> Locks { get; init; } = new Dictionary<RelationName, LockMode>();

    /// <summary>
    /// Sequences and types that are held in AccessShareLock: minor releases differ in whether they lock what a definition refers to while
    /// they record that (15.20 does, 15.18 does not), and it stops nobody but who drops them.
    /// </summary>
    public IReadOnlySet<RelationName> Referred { get; init; } = new HashSet<RelationName>();

    public IReadOnlySet<RelationName> Rewrites { get; init; } = new HashSet<RelationName>();

    public IReadOnlySet<RelationName> Scans { get; init; } = new HashSet<RelationName>();

    public bool WaitsForOldSnapshots { get; init; }

    public bool RunsOutsideTransaction { get; init; }
}
