using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>ALTER TABLE … DROP COLUMN.</summary>
internal sealed class DropColumn : Rule
{
    internal override string Title => "a column is dropped that the running application may still read";

    internal override Severity Severity => Severity.Warning;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Aliases =>
        ["squawk:ban-drop-column", "strong_migrations:remove_column", "atlas:DS103", "pgfence:drop-column", "migrationpilot:MP017"];

    internal override IReadOnlyList<string> Kinds => ["AT_DropColumn"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Body.Relation("relation"u8) is not { } table || context.IsNew(table))
            return [];

        return context.Commands("AT_DropColumn").Select(command => command.Word("name"u8) ?? "").Select(column => new Found(
            $"column {column} of {table} and what is in it are gone for good, and every query that names it fails{QueriesInUse.Of(context.Schema, table, column)}",
            "Deploy the application without it first, and drop it in a later migration."));
    }
}
