using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Indexes;

/// <summary>CREATE INDEX on a partitioned table and all its partitions at once.</summary>
internal sealed class IndexOnPartitionedTable : Rule
{
    internal override string Title => "an index is built on every partition at once";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.Share;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP092"];

    internal override IReadOnlyList<string> Kinds => ["IndexStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var isConcurrent = context.Body.Flag("concurrent"u8);
        if (context.Body.Relation("relation"u8) is not { } name || context.Schema.Find(name) is not { Kind: RelationKind.PartitionedTable } table
            || context.Body.Child("relation"u8)?.Flag("inh"u8) != true || (!isConcurrent && context.IsNew(name)))
            return [];

        return
        [
            context.About(
                name,
                isConcurrent
                    ? $"PostgreSQL refuses CREATE INDEX CONCURRENTLY on {name}, because it is partitioned"
                    : $"the index is built on one partition of {name} after the other, and all of them stay locked until the last is done",
                "Make the index on the parent alone, build one on each partition concurrently, and attach them.") with { Safe = Safe(context, table) },
        ];
    }

    private static string Safe(RuleContext context, Relation table)
    {
        var name = context.Body.Word("idxname"u8) ?? $"{table.Name.Name}_idx";
        var unique = context.Body.Flag("unique"u8) ? "UNIQUE " : "";
        var definition = IndexDefinition.Of(context.Statement.Text);
        var steps = new List<string> { $"CREATE {unique}INDEX {Identifier.Quote(name)} ON ONLY {Identifier.Quote(table.Name)} {definition};" };
        foreach (var partition in context.Schema.ChildrenOf(table.Name).Select(child => child.Name))
        {
            var part = partition with { Name = $"{partition.Name}_{name}" };
            steps.Add($"CREATE {unique}INDEX CONCURRENTLY {Identifier.Quote(part.Name)} ON {Identifier.Quote(partition)} {definition};");
            steps.Add($"ALTER INDEX {Identifier.Quote(table.Name with { Name = name })} ATTACH PARTITION {Identifier.Quote(part)};");
        }

        return string.Join('\n', steps);
    }
}
