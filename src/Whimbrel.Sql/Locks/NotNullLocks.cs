using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>SET NOT NULL: every row is read, unless it is known already that none can be null.</summary>
internal static class NotNullLocks
{
    internal static void Take(AlteredTable table, IReadOnlyList<string> columns)
    {
        table.TakeBelow();
        foreach (var relation in table.Tree.Where(r => columns.Any(c => !IsProved(r, c))))
            table.Locks.Scan(relation);
    }

    /// <summary>Since 18 it gives up at once where the column can be null already.</summary>
    internal static void TakeForDrop(AlteredTable table, Node command)
    {
        if (table.Locks.Major < 18 || table.Relation.Column(command.Word("name"u8) ?? "") is not { NotNull: false })
            table.TakeBelow();
    }

    internal static bool IsProved(Relation table, string column) =>
        table.Column(column) is { NotNull: true } || table.Constraints.Any(c => c is { Kind: ConstraintKind.Check, IsValidated: true } && c.NotNullColumns.Contains(column, StringComparer.Ordinal));
}
