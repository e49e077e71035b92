using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>DROP COLUMN: with it go indexes, sequences and foreign keys, at both ends.</summary>
internal static class DropColumnLocks
{
    internal static void Take(AlteredTable table, Node command)
    {
        var name = command.Word("name"u8) ?? "";
        var locks = table.Locks;

        // Even ONLY tells the children next below that the column is now their own.
        var tree = table.Tree;
        locks.Take(table.IsOnly ? locks.Schema.ChildrenOf(table.Relation.Name) : tree, table.Mode);
        locks.ReachesBeyond(table.Relation);
        foreach (var relation in tree)
            TakeOwn(locks, relation, name);
        if (command.Is("behavior"u8, "DROP_CASCADE"u8))
            TakeDependent(locks, table.Relation, name);
    }

    private static void TakeOwn(LockSet locks, Relation relation, string column)
    {
        foreach (var index in locks.IndexesOf(relation))
        {
            if (index.Uses(column))
                locks.Take(locks.Tree(index), LockMode.AccessExclusive);
        }

        foreach (var sequence in locks.Schema.SequencesOf(relation.Name))
        {
            if (sequence.OwnedByColumn == column)
                locks.Take(sequence, LockMode.AccessExclusive);
        }

        foreach (var foreign in relation.Constraints)
        {
            if (foreign.Kind == ConstraintKind.ForeignKey && foreign.Columns.Has(column))
                ForeignKeyLocks.TakeForLoss(locks, foreign, isDependent: true);
        }
    }

    private static void TakeDependent(LockSet locks, Relation relation, string column)
    {
        foreach (var other in locks.Schema.ReferencesTo(relation.Name))
        {
            if (other.ForeignKeys().Any(f => f.References == relation.Name && f.ReferencedColumns.Contains(column, StringComparer.Ordinal)))
                locks.Take(locks.Partitions(other), LockMode.AccessExclusive, "other end of the foreign key");
        }

        if (locks.Schema.ViewsOf(relation.Name).Any())
            locks.MayTakeMore($"the views that read {column}, and all that depends on them");
    }
}
