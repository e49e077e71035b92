using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>Identity columns: the sequence behind them is altered with them.</summary>
internal static class IdentityLocks
{
    /// <summary>Since 17 the partitions share the identity.</summary>
    internal static void TakeForAdd(AlteredTable table, Node command)
    {
        if (table.Locks.Major >= 17 && table.Relation.Kind == RelationKind.PartitionedTable)
            table.TakeBelow();
    }

    internal static void TakeForSet(AlteredTable table, Node command) => Take(table, command, LockMode.ShareRowExclusive);

    internal static void TakeForDrop(AlteredTable table, Node command) => Take(table, command, LockMode.AccessExclusive);

    private static void Take(AlteredTable table, Node command, LockMode mode)
    {
        if (table.Locks.Major >= 17 && table.Relation.Kind == RelationKind.PartitionedTable)
            table.TakeBelow();
        if (table.Relation.Column(command.Word("name"u8) ?? "") is not { IsIdentity: false })
            table.Locks.Take(table.Locks.Schema.SequencesOf(table.Relation.Name).Where(s => s.OwnedByColumn == command.Word("name"u8)), mode);
    }
}
