using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Transactions;

/// <summary>Two ALTER TABLE that each read or write the whole of the same table.</summary>
internal sealed class RepeatedScan : Rule
{
    internal override string Title => "a table is read or written as a whole twice where once would do";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["eugene:W12", "migrationpilot:MP058"];

    internal override IReadOnlyList<string> Kinds => ["AlterTableStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table || !IsWhole(context.Footprint, context.Schema.Resolve(table)))
            return [];

        var first = context.Script.Earlier.FirstOrDefault(e => e.Statement.Kind == "AlterTableStmt"
            && IsWhole(e.Footprint, context.Schema.Resolve(table))).Statement;
        return first is null
            ? []
            : [context.About(
                table,
                $"every row of {table} is read or written here, as it was by the statement in line {first.Line}",
                "Join the two: one ALTER TABLE reads the table once.") with { Safe = Joined(first, context.Statement) }];
    }

    private static bool IsWhole(Footprint footprint, RelationName table) =>
        footprint.ModeOn(table).BlocksWrites() && (footprint.Scans.Contains(table) || footprint.Rewrites.Contains(table));

    private static string? Joined(ParsedStatement first, ParsedStatement second)
    {
        var commands = CommandTexts.Of(second);
        return commands.Count == 0 ? null : $"{first.Text},\n    {string.Join(",\n    ", commands)};";
    }
}
