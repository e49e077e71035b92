using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>What goes with a relation, and who else notices: other ends of foreign keys, the parent of a partition, its default partition.</summary>
internal sealed class DroppedRelations(LockSet locks, bool isCascaded)
{
    private readonly HashSet<RelationName> _seen = [];

    internal void Drop(Relation relation)
    {
        if (!_seen.Add(relation.Name))
            return;

        locks.Take(relation, LockMode.AccessExclusive);
        if (relation.Kind is RelationKind.Table or RelationKind.ForeignTable)
            locks.ReachesBeyond(relation);
        locks.Take(locks.IndexesOf(relation), LockMode.AccessExclusive);
        locks.Take(locks.Schema.SequencesOf(relation.Name), LockMode.AccessExclusive);

        // A partition has its parent's foreign keys, and the other end knows the parent's alone.
        foreach (var foreign in relation.ForeignKeys().Where(f => f.IsLocal))
            ForeignKeyLocks.TakeForLoss(locks, foreign, isDependent: true);
        if (relation.IsPartition)
            TakeForParent(relation);

        // Partitions go in any case; without CASCADE all else that depends would have stopped the statement.
        foreach (var child in locks.Schema.ChildrenOf(relation.Name).Where(c => c.IsPartition || isCascaded))
            Drop(child);
        if (isCascaded)
            DropDependent(relation);
    }

    private void TakeForParent(Relation partition)
    {
        // Of a parent that goes too all goes, in whatever order.
        foreach (var parent in partition.Parents.Where(p => !_seen.Contains(p)).Select(p => locks.Named(p)).OfType<Relation>())
        {
            locks.Take(parent, LockMode.AccessExclusive, "parent");
            if (locks.DefaultPartition(parent) is { } other)
                locks.Take(other, LockMode.AccessExclusive, "the default partition");
        }
    }

    private void DropDependent(Relation relation)
    {
        foreach (var other in locks.Schema.ReferencesTo(relation.Name))
            locks.Take(locks.Partitions(other), LockMode.AccessExclusive, ForeignKeyLocks.OtherEnd);
        foreach (var view in locks.Schema.ViewsOf(relation.Name))
            Drop(view);
        if (relation is { Kind: RelationKind.Sequence, OwnedBy: { } owner } && locks.Named(owner) is { } table)
            locks.Take(table, LockMode.AccessExclusive, "loses a default");
    }
}
