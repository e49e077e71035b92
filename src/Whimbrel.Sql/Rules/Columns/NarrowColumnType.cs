using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>ALTER COLUMN … TYPE to one that cannot hold all that the old one can.</summary>
internal sealed class NarrowColumnType : Rule
{
    internal override string Title => "a column becomes too narrow for values that it may hold";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP044"];

    internal override IReadOnlyList<string> Kinds => ["AT_AlterColumnType"];

    private static readonly string[] _cutting = ["left", "right", "substr", "substring", "trunc", "round", "floor", "ceil", "date_trunc"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (!context.Body.Is("objtype"u8, "OBJECT_TABLE"u8) || context.Existing("relation"u8) is not { } table)
            yield break;

        foreach (var command in context.Commands("AT_AlterColumnType"))
        {
            var column = command.Word("name"u8) ?? "";
            if (command.Child("def"u8)?.Child("ColumnDef"u8) is { } definition && Loss(context, table, column, definition) is { } loss)
                yield return context.About(table, loss.Message, loss.Hint) with { Severity = loss.Severity };
        }
    }

    private static (string Message, string Hint, Severity Severity)? Loss(RuleContext context, RelationName table, string column, Node definition)
    {
        var (before, after) = (context.Schema.Find(table)?.Column(column)?.Type, context.TypeOf(definition));
        var cut = definition.Child("raw_default"u8)?.Calls().FirstOrDefault(_cutting.Contains);
        if (cut is not null)
            return ($"{cut}() in USING cuts off a part of every value of {table}.{column}, for good", Hint, Severity.Error);
        if (before is not null && Widths.IsNarrower(after, before))
            return ($"{table}.{column} goes from {before} to {after}: it fails at the first value that does not fit, or rounds it", Hint, Severity.Error);
        return before is null && Widths.IsNarrow(after)
            ? ($"{table}.{column} becomes {after}: if it was wider, it fails at the first value that does not fit", Hint, Severity.Info)
            : null;
    }

    private const string Hint = "Look for values that do not fit first; a CHECK that is NOT VALID and then validated says the same without rewriting the table.";
}
