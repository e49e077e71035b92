using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>A foreign key goes: the server's own triggers at its other end go with it.</summary>
internal static class ForeignKeyLocks
{
    internal const string OtherEnd = "other end of the foreign key";

    /// <param name="isDependent">It goes because something else does.</param>
    internal static void TakeForLoss(LockSet locks, TableConstraint foreign, bool isDependent)
    {
        // Before 15 a partitioned table had no such triggers of its own, only its partitions.
        var isSpared = isDependent && locks.Major < 15;
        locks.Take(locks.OtherEnd(foreign).Where(o => !isSpared || o.Kind != RelationKind.PartitionedTable), LockMode.AccessExclusive, OtherEnd);
    }
}
