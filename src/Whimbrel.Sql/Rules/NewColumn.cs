using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules;

/// <summary>A column that is added to a table that others use.</summary>
/// <param name="Definition">The parser's ColumnDef.</param>
/// <param name="Type">As format_type writes it; what stands behind serial.</param>
internal sealed record NewColumn(RelationName Table, string Name, Node Definition, string Type)
{
    /// <summary>public.orders.note.</summary>
    internal string FullName => $"{Table}.{Name}";

    /// <summary>serial or GENERATED … AS IDENTITY: every row gets a number.</summary>
    internal bool IsNumbered =>
        (Definition.Child("typeName"u8) is { } type && TypeNames.BehindSerial(type) is not null)
            || Definition.ColumnConstraint("CONSTR_IDENTITY") is not null;

    /// <summary>Null in every row, as long as nobody has written it.</summary>
    internal bool IsEmpty => !IsNumbered && (Definition.ColumnConstraint("CONSTR_DEFAULT")
        ?? Definition.ColumnConstraint("CONSTR_GENERATED")) is null;

    /// <summary>Foreign tables have no rows here, and types have none at all.</summary>
    internal static IEnumerable<NewColumn> Of(RuleContext context) =>
        context.Body.Is("objtype"u8, "OBJECT_TABLE"u8) && context.Existing("relation"u8) is { } table
            ? context.Commands("AT_AddColumn").Select(c => c.Child("def"u8)?.Child("ColumnDef"u8)).OfType<Node>()
                .Select(definition => new NewColumn(table, definition.Word("colname"u8) ?? "", definition, context.TypeOf(definition)))
            : [];
}
