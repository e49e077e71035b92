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
        locks.Take(table.IsOnly ? locks.Schema.ChildrenOf(table.Relation.Name) : locks.Tree(table.Relation), table.Mode);
        locks.ReachesBeyond(table.Relation);
        foreach (var relation in table.Tree)
            TakeOwn(locks, relation, name);
        if (command.Is("behavior"u8, "DROP_CASCADE"u8))
            TakeDependent(locks, table.Relation, name);
    }

    private static void TakeOwn(LockSet locks, Relation relation, string column)
    {
        locks.Take(locks.IndexesOf(relation).Where(i => i.Uses(column)).SelectMany(locks.Tree), LockMode.AccessExclusive);
        locks.Take(locks.Schema.SequencesOf(relation.Name).Where(s => s.OwnedByColumn == column), LockMode.AccessExclusive);
        foreach (var foreign in relation.ForeignKeys().Where(f => f.Columns.Contains(column, StringComparer.Ordinal)))
            ForeignKeyLocks.TakeForLoss(locks, foreign, isDependent: true);
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
