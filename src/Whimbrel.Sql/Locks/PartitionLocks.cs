using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>A partition comes or goes: the default partition may hold its rows, and foreign keys reach it from both sides.</summary>
internal static class PartitionLocks
{
    internal static void TakeForAttach(AlteredTable table, Node command)
    {
        var locks = table.Locks;
        var definition = command.Child("def"u8)?.Unwrap().Body ?? command;
        if (locks.Named(definition.Relation("name"u8)) is not { } partition)
            return;
        if (table.Relation.Kind is RelationKind.Index or RelationKind.PartitionedIndex)
        {
            TakeForIndex(locks, table.Relation, partition);
            return;
        }

        foreach (var relation in locks.Tree(partition))
        {
            locks.Take(relation, LockMode.AccessExclusive, "the partition");
            locks.Scan(relation);
        }

        TakeForNew(locks, table.Relation, definition.Child("bound"u8)?.Flag("is_default"u8) == true);
        locks.ReachesBeyond(table.Relation);
    }

    /// <summary>What the parent has, the new partition gets: attached, or by CREATE TABLE … PARTITION OF.</summary>
    internal static void TakeForNew(LockSet locks, Relation parent, bool isDefault)
    {
        if (!isDefault && locks.DefaultPartition(parent) is { } other)
        {
            foreach (var relation in locks.Tree(other))
            {
                locks.Take(relation, LockMode.AccessExclusive, "the default partition: none of its rows may belong to the new one");
                locks.Scan(relation);
            }
        }

        locks.Take(locks.IndexesOf(parent), LockMode.ShareUpdateExclusive);
        foreach (var foreign in parent.ForeignKeys())
            locks.Take(locks.OtherEnd(foreign), LockMode.ShareRowExclusive, ForeignKeyLocks.OtherEnd);
        locks.Take(locks.Schema.ReferencesTo(parent.Name), locks.Major >= 15 ? LockMode.ShareRowExclusive : LockMode.AccessShare, ForeignKeyLocks.OtherEnd);
    }

    internal static void TakeForDetach(AlteredTable table, Node command)
    {
        var locks = table.Locks;
        var definition = command.Child("def"u8)?.Unwrap().Body ?? command;
        if (locks.Named(definition.Relation("name"u8)) is not { } partition)
            return;

        // CONCURRENTLY waits for those that use the parent, and FINALIZE, after it was broken off, for every older snapshot.
        locks.WaitsForOldSnapshots |= command.Is("subtype"u8, "AT_DetachPartitionFinalize"u8);
        locks.Take(locks.Tree(partition), LockMode.AccessExclusive, "the partition");
        locks.Take(locks.IndexesOf(partition).Where(i => i.Parents.Count > 0), LockMode.AccessExclusive);
        if (locks.DefaultPartition(table.Relation) is { } other)
            locks.Take(other, LockMode.AccessExclusive, "the default partition");
        foreach (var foreign in partition.ForeignKeys().Where(f => !f.IsLocal))
            locks.Take(locks.OtherEnd(foreign), LockMode.ShareRowExclusive, ForeignKeyLocks.OtherEnd);
        foreach (var referencing in locks.Schema.ReferencesTo(table.Relation.Name))
        {
            // None of their rows may point into the partition.
            locks.Take(referencing, LockMode.AccessExclusive, ForeignKeyLocks.OtherEnd);
            locks.Scan(referencing);
            locks.Scan(partition);
        }

        locks.ReachesBeyond(table.Relation);
    }

    private static void TakeForIndex(LockSet locks, Relation above, Relation index)
    {
        locks.Take(index, LockMode.AccessExclusive, "the partition's index");
        foreach (var table in new[] { above, index }.Select(i => locks.Named(i.Index?.Table)).OfType<Relation>())
            locks.Take(table, LockMode.AccessShare);
    }
}
