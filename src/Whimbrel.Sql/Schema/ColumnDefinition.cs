using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>A column as it is written in CREATE TABLE and ADD COLUMN; makes the sequence that it owns.</summary>
internal static class ColumnDefinition
{
    internal static Column Read(Change change, RelationName table, Node definition)
    {
        var name = definition.Word("colname"u8) ?? "";
        var serial = definition.Child("typeName"u8) is { } written ? TypeNames.BehindSerial(written) : null;
        var type = serial ?? (definition.Child("typeName"u8) is { } given ? TypeNames.Of(given, change.Schema) : "");
        var column = new Column(name, type, serial is not null) { HasDefault = serial is not null };
        if (serial is not null)
            SequenceChange.CreateOwned(change, table, name, null);

        foreach (var constraint in definition.Items("constraints"u8).Select(c => c.Unwrap().Body))
            column = With(change, table, column, constraint);
        return column;
    }

    /// <summary>GENERATED … AS IDENTITY (SEQUENCE NAME …): the sequence has the column's name unless one is given.</summary>
    internal static void CreateIdentitySequence(Change change, RelationName table, string column, Node constraint)
    {
        var named = constraint.Items("options"u8).Select(o => o.Unwrap().Body).Where(o => o.Is("defname"u8, "sequence_name"u8)).Select(o => o.Child("arg"u8)).FirstOrDefault();
        SequenceChange.CreateOwned(change, table, column, named?.NameParts().ToRelation());
    }

    private static Column With(Change change, RelationName table, Column column, Node constraint)
    {
        switch (constraint.Word("contype"u8))
        {
            case "CONSTR_NOTNULL":
                return column with { NotNull = true };
            case "CONSTR_DEFAULT":
                return column with { HasDefault = constraint.Child("raw_expr"u8) is { } value && !Expressions.IsNull(value) };
            case "CONSTR_GENERATED":
                return column with { IsGenerated = true };
            case "CONSTR_IDENTITY":
                CreateIdentitySequence(change, table, column.Name, constraint);
                return column with { IsIdentity = true, NotNull = true };
            default:
                return column;
        }
    }
}
