using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Tables;

/// <summary>DROP TABLE.</summary>
internal sealed class DropTable : Rule
{
    internal override string Title => "a table is dropped with everything in it";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override bool BreaksApplication => true;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Aliases =>
        ["squawk:ban-drop-table", "atlas:DS102", "pgfence:drop-table", "migrationpilot:MP026"];

    internal override IReadOnlyList<string> Kinds => ["DropStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Body.Word("removeType"u8) is not ("OBJECT_TABLE" or "OBJECT_FOREIGN_TABLE"))
            return [];

        var tables = context.Body.Items("objects"u8).Select(item => item.NameParts().ToRelation()).OfType<RelationName>();
        return tables.Where(table => !context.IsNew(table) && !IsMissing(context, table)).Select(table => context.About(
            table,
            $"{table} and what is in it are gone for good, and every query that names it fails{QueriesInUse.Of(context.Schema, table)}",
            "Deploy the application without it first; then rename the table, and drop it when nobody has missed it for a while."));
    }

    /// <summary>DROP TABLE IF EXISTS of what does not exist.</summary>
    private static bool IsMissing(RuleContext context, RelationName table) => context.Schema.IsComplete && context.Schema.Find(table) is null;
}
