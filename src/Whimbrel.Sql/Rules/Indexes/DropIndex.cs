using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Indexes;

/// <summary>DROP INDEX without CONCURRENTLY.</summary>
internal sealed class DropIndex : Rule
{
    internal override string Title => "an index is dropped under a lock on its table that everybody waits for";

    internal override Severity Severity => Severity.Warning;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases =>
        [
            "squawk:require-concurrent-index-deletion", "squawk:ban-drop-index", "atlas:PG102", "strong_migrations:remove_index",
            "pgfence:drop-index-not-concurrent", "migrationpilot:MP009",
        ];

    internal override IReadOnlyList<string> Kinds => ["DropStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (!context.Body.Is("removeType"u8, "OBJECT_INDEX"u8) || context.Body.Flag("concurrent"u8))
            return [];

        var indexes = context.Body.Items("objects"u8).Select(item => item.NameParts().ToRelation()).OfType<RelationName>();
        return indexes.Where(index => !IsNew(context, index)).Select(index => new Found(
            $"to drop {index}, its table is locked too, behind every query that is running on it",
            "Drop it CONCURRENTLY, one index at a time and outside a transaction.")
        {
            Relation = context.Schema.Find(index)?.Index?.Table,
            Safe = context.Schema.Find(index)?.Kind == RelationKind.PartitionedIndex ? null : Safe(context, index),
        });
    }

    private static bool IsNew(RuleContext context, RelationName index) =>
        context.IsNew(index) || context.IsNew(context.Schema.Find(index)?.Index?.Table);

    private static string Safe(RuleContext context, RelationName index) =>
        $"DROP INDEX CONCURRENTLY {(context.Body.Flag("missing_ok"u8) ? "IF EXISTS " : "")}{Identifier.Quote(index)};";
}
