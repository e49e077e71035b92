using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Tables;

/// <summary>ALTER TABLE, INDEX or MATERIALIZED VIEW … SET TABLESPACE.</summary>
internal sealed class SetTablespace : Rule
{
    internal override string Title => "a relation's files are copied to another tablespace";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP095"];

    internal override IReadOnlyList<string> Kinds => ["AT_SetTableSpace", "AlterTableMoveAllStmt"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        context.Statement.Kind == "AlterTableMoveAllStmt" ? [MoveAll(context.Body)] : Move(context);

    private static Found MoveAll(Node statement) => new(
        $"everything in tablespace {statement.Word("orig_tablespacename"u8)} is copied while one transaction locks all of it",
        "Move one relation at a time, indexes with REINDEX (CONCURRENTLY, TABLESPACE …).");

    private static IEnumerable<Found> Move(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } relation || IsPartitioned(context, relation))
            yield break;

        var isIndex = context.Body.Is("objtype"u8, "OBJECT_INDEX"u8);
        foreach (var command in context.Commands("AT_SetTableSpace"))
        {
            var tablespace = Identifier.Quote(command.Word("name"u8) ?? "");
            yield return context.About(
                relation,
                $"the files of {relation} are copied to tablespace {tablespace}",
                isIndex ? "Build the index anew in the other tablespace while it stays in use." : "Use pg_repack with --tablespace, or do it in a maintenance window.") with
            {
                Severity = context.BySize(relation),
                Safe = isIndex ? $"REINDEX (CONCURRENTLY, TABLESPACE {tablespace}) INDEX {Identifier.Quote(relation)};" : null,
            };
        }
    }

    /// <summary>It has no files; the tablespace is the one in which later partitions are made.</summary>
    private static bool IsPartitioned(RuleContext context, RelationName relation) =>
        context.Schema.Find(relation)?.Kind is RelationKind.PartitionedTable or RelationKind.PartitionedIndex;
}
