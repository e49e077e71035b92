using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>VACUUM, ANALYZE, CLUSTER and REFRESH MATERIALIZED VIEW.</summary>
internal static class MaintenanceLocks
{
    internal static void TakeForVacuum(LockSet locks, ParsedStatement statement)
    {
        var isVacuum = statement.Body.Flag("is_vacuumcmd"u8);
        var isFull = statement.Body.IsOn("options"u8, "full"u8);
        if (statement.Body.Child("rels"u8) is null)
            locks.MayTakeMore("every table of the database, one after the other");
        foreach (var named in statement.Body.Items("rels"u8).Select(r => r.Unwrap().Body.Child("relation"u8)))
        {
            if (locks.Named(named?.AsRelation()) is { } table)
                Take(locks, table, isVacuum, isFull);
        }
    }

    internal static void TakeForCluster(LockSet locks, ParsedStatement statement)
    {
        if (locks.Named(statement.Body.Relation("relation"u8)) is not { } table)
        {
            locks.MayTakeMore("every table that was clustered before, one after the other");
            return;
        }

        locks.RunsOutsideTransaction |= table.Kind == RelationKind.PartitionedTable;
        locks.ReachesBeyond(table);
        foreach (var relation in locks.Partitions(table))
            RewriteUnderLock(locks, relation);
    }

    internal static void TakeForRefresh(LockSet locks, ParsedStatement statement)
    {
        if (locks.Named(statement.Body.Relation("relation"u8), RelationKind.MaterializedView) is not { } view)
            return;

        var isConcurrent = statement.Body.Flag("concurrent"u8);
        var hasRows = !statement.Body.Flag("skipData"u8);
        locks.Take(view, isConcurrent ? LockMode.Exclusive : LockMode.AccessExclusive);
        locks.ReachesBeyond(view);
        if (isConcurrent)
            locks.Scan(view);
        else
            TakeForSwap(locks, view, hasRows);
        foreach (var read in hasRows ? view.Reads.Select(r => locks.Named(r)).OfType<Relation>() : [])
            RowLocks.TakeTable(locks, read, LockMode.AccessShare);
    }

    private static void TakeForSwap(LockSet locks, Relation view, bool hasRows)
    {
        locks.Take(locks.IndexesOf(view), LockMode.AccessExclusive);
        if (!hasRows)
            return;

        locks.RewriteWithIndexes(view);
        if (locks.IndexesOf(view).Any())
            locks.Scan(view);
    }

    private static void Take(LockSet locks, Relation table, bool isVacuum, bool isFull)
    {
        locks.ReachesBeyond(table);
        if (isFull)
        {
            foreach (var relation in locks.Partitions(table))
                RewriteUnderLock(locks, relation);
            return;
        }

        locks.Take(table, LockMode.ShareUpdateExclusive, isVacuum ? "AccessExclusiveLock for a moment, if it can be had at once, to give back empty pages at the end" : null);

        // Children by inheritance are only sampled for their parent's statistics; since 18 they are done with it.
        var isWhole = table.Kind == RelationKind.PartitionedTable || locks.Major >= 18;
        if (isWhole || !isVacuum)
            locks.Take(locks.Below(table), isWhole ? LockMode.ShareUpdateExclusive : LockMode.AccessShare);
    }

    private static void RewriteUnderLock(LockSet locks, Relation table)
    {
        locks.Take(table, LockMode.AccessExclusive);
        locks.RewriteWithIndexes(table);
        locks.Scan(table);
    }
}
