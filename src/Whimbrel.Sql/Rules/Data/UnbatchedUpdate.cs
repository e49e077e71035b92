using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Data;

/// <summary>UPDATE, DELETE or MERGE that takes more than a few rows of a table in use.</summary>
internal sealed class UnbatchedUpdate : Rule
{
    internal override string Title => "rows of a whole table are changed in one transaction";

    internal override Severity Severity => Severity.Warning;

    internal override LockMode Lock => LockMode.RowExclusive;

    internal override IReadOnlyList<string> Aliases =>
        ["pgfence:update-in-migration", "migrationpilot:MP011", "migrationpilot:MP067", "migrationpilot:MP080", "strong_migrations:backfill_data"];

    internal override IReadOnlyList<string> Kinds => ["UpdateStmt", "MergeStmt", "DeleteStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var isDelete = context.Statement.Kind == "DeleteStmt";
        if (context.Existing("relation"u8) is not { } table || context.IsBatched || context.Body.IsBounded(name => IsKey(context, table, name)))
            return [];

        var isAll = context.Statement.Kind != "MergeStmt" && context.Body.TakesEveryRow();
        if (isDelete && isAll)
            return [];

        return
        [
            context.About(
                table,
                $"{(isAll ? "every row" : "no one knows how many rows")} of {table} {(isAll ? "is" : "are")} locked and written in one transaction: whoever changes one of them waits for its end, and standbys fall behind",
                "Do it in the data script, in batches.") with
            {
                Severity = context.BySize(table, isAll ? Severity.Warning : Severity.Info),
                Safe = isDelete || context.Statement.Kind == "UpdateStmt" ? Safe(context, table) : null,
            },
        ];
    }

    private static string Safe(RuleContext context, RelationName table)
    {
        var key = context.Schema.Find(table)?.Constraints.FirstOrDefault(c => c.Kind == ConstraintKind.PrimaryKey)?.Columns[0] ?? "id";
        return $"-- whimbrel:batch {table}.{key}\n{context.Statement.Text};";
    }

    /// <summary>Where the table is not known, by what keys are called.</summary>
    private static bool IsKey(RuleContext context, RelationName table, string column) =>
        context.Schema.Find(table) is { IsPartlyKnown: false } known
            ? known.Constraints.Any(c => c.Kind is ConstraintKind.PrimaryKey or ConstraintKind.Unique && c.Columns.Contains(column, StringComparer.Ordinal))
            : column is "id" or "uuid" or "key" or "code" or "name" or "slug" or "email" or "version";
}
