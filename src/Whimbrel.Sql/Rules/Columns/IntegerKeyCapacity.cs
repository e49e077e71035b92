using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>A primary key or sequence that numbers with integer or smallint.</summary>
internal sealed class IntegerKeyCapacity : Rule
{
    internal override string Title => "a primary key numbers its rows with a type that can run out";

    internal override Severity Severity => Severity.Info;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP068", "migrationpilot:MP038"];

    internal override IReadOnlyList<string> Kinds => ["CreateStmt", "CreateSeqStmt"];

    private const string Hint = "Use bigint: the type of a key in use, and of all that refer to it, is costly to change.";

    internal override IEnumerable<Found> Check(RuleContext context) => context.Statement.Kind == "CreateSeqStmt" ? OfSequence(context) : OfTable(context);

    private static IEnumerable<Found> OfSequence(RuleContext context) => context.Body.Items("options"u8)
        .Select(o => o.Child("DefElem"u8)).OfType<Node>().Where(o => o.Is("defname"u8, "as"u8))
        .Select(o => o.Child("arg"u8)?.NameParts()[^1] switch
        {
            "int4" => Last("integer"),
            "int2" => Last("smallint"),
            _ => null,
        })
        .OfType<string>()
        .Select(last => new Found($"sequence {context.Body.Relation("sequence"u8)} ends at {last}, and then nextval fails", Hint));

    private static IEnumerable<Found> OfTable(RuleContext context)
    {
        foreach (var column in context.Body.Items("tableElts"u8).Select(e => e.Child("ColumnDef"u8)).OfType<Node>())
        {
            var name = column.Word("colname"u8);
            if (IsKey(context.Body, column, name) && NumbersItself(column) && Last(context.TypeOf(column)) is { } last)
            {
                yield return new Found(
                    $"{context.Body.Relation("relation"u8)}.{name} ends at {last}; what was rolled back or deleted counts too, and then every INSERT fails",
                    Hint);
            }
        }
    }

    private static string? Last(string type) => type switch
    {
        "integer" => "2,147,483,647",
        "smallint" => "32,767",
        _ => null,
    };

    private static bool NumbersItself(Node column) =>
        (column.Child("typeName"u8) is { } type && TypeNames.BehindSerial(type) is not null)
        || column.Items("constraints"u8).Any(c => c.Child("Constraint"u8) is { } constraint
            && (constraint.Is("contype"u8, "CONSTR_IDENTITY"u8) || constraint.Calls().Contains("nextval", StringComparer.Ordinal)));

    private static bool IsKey(Node table, Node column, string? name) =>
        column.Items("constraints"u8).Any(c => c.Child("Constraint"u8)?.Is("contype"u8, "CONSTR_PRIMARY"u8) == true)
        || table.Items("tableElts"u8).Any(e => e.Child("Constraint"u8) is { } constraint
            && constraint.Is("contype"u8, "CONSTR_PRIMARY"u8) && constraint.DottedName("keys"u8) == name);
}
