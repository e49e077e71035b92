using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>ADD COLUMN: a constant default costs nothing; one that differs from row to row writes the table anew.</summary>
internal static class AddColumnLocks
{
    internal static void Take(AlteredTable table, Node command)
    {
        var column = command.Child("def"u8)?.Unwrap().Body ?? command;
        table.TakeBelow();
        if (command.Flag("missing_ok"u8) && table.Relation.Column(column.Word("colname"u8) ?? "") is not null)
            return;

        if (IsRewrite(table.Locks, column))
            RewriteLocks.Take(table);
        foreach (var constraint in column.Items("constraints"u8).Select(c => c.Unwrap().Body))
            TakeForConstraint(table, column, constraint);
    }

    private static bool IsRewrite(LockSet locks, Node column)
    {
        if (column.Child("typeName"u8) is { } type && (TypeNames.BehindSerial(type) is not null || IsConstrainedDomain(locks, type)))
            return true;
        if (column.ColumnConstraint("CONSTR_IDENTITY") is not null || column.ColumnConstraint("CONSTR_GENERATED") is not null)
            return true;
        if (column.ColumnConstraint("CONSTR_DEFAULT")?.Child("raw_expr"u8) is not { } value)
            return false;

        SequenceCalls.Take(locks, value);
        if (SteadyFunctions.VolatileIn(value).Any())
            return true;
        if (SteadyFunctions.UnknownIn(value).FirstOrDefault() is { } function)
            locks.MayTakeMore($"the table is written anew, with its indexes, if {function}() is volatile");
        return false;
    }

    /// <summary>Even without a default: the server does not ask whether the domain takes null.</summary>
    private static bool IsConstrainedDomain(LockSet locks, Node type) =>
        type.NameOfType() is { } name && type.Child("arrayBounds"u8) is null && locks.Schema.FindType(name) is { Kind: UserTypeKind.Domain, HasConstraint: true };

    private static RelationName? NameOfType(this Node type) => type.NameParts("names"u8).ToRelation();

    private static void TakeForConstraint(AlteredTable table, Node column, Node constraint)
    {
        switch (constraint.Word("contype"u8))
        {
            case "CONSTR_FOREIGN":
                // Without a default there is no row to be looked up.
                AddConstraintLocks.TakeForForeignKey(table, constraint, [column.Word("colname"u8) ?? ""], isScanned: column.ColumnConstraint("CONSTR_DEFAULT") is not null);
                break;
            case "CONSTR_CHECK":
                table.Tree.ToList().ForEach(table.Locks.Scan);
                break;
            case "CONSTR_PRIMARY" or "CONSTR_UNIQUE":
                AddConstraintLocks.TakeForIndex(table, constraint, []);
                break;
        }
    }
}
