using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>Forms that write a table anew, or move its file, or hand all of it to another owner.</summary>
internal static class RewriteLocks
{
    /// <summary>Every row is read and written, and every index built again; of a partitioned table, in its partitions.</summary>
    internal static void Take(AlteredTable table)
    {
        table.Locks.ReachesBeyond(table.Relation);
        foreach (var relation in table.Tree)
        {
            table.Locks.RewriteWithIndexes(relation);
            table.Locks.Scan(relation);
        }
    }

    internal static void TakeForExpression(AlteredTable table, Node command)
    {
        table.TakeBelow();
        Take(table);
    }

    /// <summary>Partitions and children keep theirs; a partitioned table has it for those to come.</summary>
    internal static void TakeForAccessMethod(AlteredTable table, Node command)
    {
        table.Locks.ReachesBeyond(table.Relation);
        table.Locks.RewriteWithIndexes(table.Relation);
        table.Locks.Scan(table.Relation);
    }

    /// <summary>SET LOGGED and UNLOGGED; the schema does not say which a table is, so that it is taken to change.</summary>
    internal static void TakeForPersistence(AlteredTable table, Node command)
    {
        var locks = table.Locks;
        foreach (var foreign in table.Relation.ForeignKeys())
            locks.Take(locks.OtherEnd(foreign).Take(1), LockMode.AccessShare, ForeignKeyLocks.OtherEnd);
        if (table.Relation.Kind == RelationKind.Sequence)
            return;

        locks.ReachesBeyond(table.Relation);
        locks.RewriteWithIndexes(table.Relation);
        locks.Scan(table.Relation);

        // Sequences have been logged or not with their table since 15.
        if (locks.Major >= 15)
            locks.Take(locks.Schema.SequencesOf(table.Relation.Name), LockMode.AccessExclusive);
    }

    /// <summary>The file is copied block by block; the indexes stay where they are.</summary>
    internal static void TakeForTablespace(AlteredTable table, Node command) => table.Locks.Rewrite(table.Relation);

    internal static void TakeForOwner(AlteredTable table)
    {
        var locks = table.Locks;
        locks.ReachesBeyond(table.Relation);
        locks.Take(locks.IndexesOf(table.Relation), LockMode.AccessExclusive);
        locks.Take(locks.Schema.SequencesOf(table.Relation.Name), LockMode.AccessExclusive);
    }
}
