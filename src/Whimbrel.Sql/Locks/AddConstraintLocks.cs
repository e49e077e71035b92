using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>ADD CONSTRAINT.</summary>
internal static class AddConstraintLocks
{
    internal static void Take(AlteredTable table, Node command)
    {
        var constraint = command.Child("def"u8)?.Unwrap().Body ?? command;

        // Since 18 all below is locked first, whatever the constraint.
        if (table.Locks.Major >= 18)
            table.TakeBelow();
        switch (constraint.Word("contype"u8))
        {
            case "CONSTR_CHECK":
                TakeForCheck(table, constraint);
                break;
            case "CONSTR_FOREIGN":
                TakeForForeignKey(table, constraint, constraint.NameParts("fk_attrs"u8), isScanned: !constraint.Flag("skip_validation"u8));
                break;
            default:
                TakeForIndex(table, constraint, constraint.NameParts("keys"u8));
                break;
        }
    }

    internal static void TakeForForeignKey(AlteredTable table, Node constraint, IReadOnlyList<string> columns, bool isScanned)
    {
        var locks = table.Locks;
        locks.ReachesBeyond(table.Relation);
        if (constraint.Relation("pktable"u8) is { } name && locks.Named(name) is { } other && other.Name != table.Relation.Name)
        {
            locks.Take(locks.Partitions(other), LockMode.ShareRowExclusive, ForeignKeyLocks.OtherEnd);
            locks.ReachesBeyond(other);
        }

        foreach (var partition in locks.Partitions(table.Relation))
        {
            locks.Take(partition, table.Mode);
            if (isScanned)
                locks.Scan(partition);
        }
    }

    /// <summary>PRIMARY KEY, UNIQUE, EXCLUDE: an index is built, here and in the partitions, or one is taken over.</summary>
    internal static void TakeForIndex(AlteredTable table, Node constraint, IReadOnlyList<string> columns)
    {
        var locks = table.Locks;
        locks.ReachesBeyond(table.Relation);
        if (constraint.Word("indexname"u8) is { } index)
        {
            TakeOver(table, constraint, index);
            return;
        }

        foreach (var partition in locks.Partitions(table.Relation))
        {
            locks.Take(partition, partition == table.Relation ? table.Mode : LockMode.Share);
            locks.Scan(partition);
        }

        if (constraint.Is("contype"u8, "CONSTR_PRIMARY"u8) && columns.Any(c => table.Relation.Column(c) is { NotNull: false }))
            NotNullLocks.Take(table, columns);
    }

    /// <summary>USING INDEX: it gets the constraint's name, where that is another.</summary>
    private static void TakeOver(AlteredTable table, Node constraint, string index)
    {
        var isRenamed = constraint.Word("conname"u8) is { } name && name != index;
        if (table.Locks.Named(table.Relation.Name with { Name = index }, RelationKind.Index) is not { } found)
            return;

        if (isRenamed)
            table.Locks.Take(found, LockMode.ShareUpdateExclusive);
        if (constraint.Is("contype"u8, "CONSTR_PRIMARY"u8) && found.Index is { } facts)
            NotNullLocks.Take(table, [.. facts.Columns.OfType<string>()]);
    }

    private static void TakeForCheck(AlteredTable table, Node constraint)
    {
        var isOwn = constraint.Flag("is_no_inherit"u8);
        if (!isOwn)
            table.TakeBelow();
        if (!constraint.Flag("skip_validation"u8))
            (isOwn ? [table.Relation] : table.Tree.ToList()).ForEach(table.Locks.Scan);
    }
}
