using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Partitions;

/// <summary>DETACH PARTITION without CONCURRENTLY.</summary>
internal sealed class DetachPartition : Rule
{
    internal override string Title => "a partition is detached under a lock on the whole partitioned table";

    internal override Severity Severity => Severity.Warning;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases =>
        ["squawk:require-concurrent-partition-detach", "pgfence:detach-partition", "migrationpilot:MP046"];

    internal override IReadOnlyList<string> Kinds => ["AT_DetachPartition"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table)
            yield break;

        foreach (var partition in context.Commands("AT_DetachPartition").Select(c =>
            c.Child("def"u8)?.Child("PartitionCmd"u8)).OfType<Node>().Where(c => !c.Flag("concurrent"u8)))
        {
            if (partition.Relation("name"u8) is { } name)
            {
                yield return context.About(
                    table,
                    $"to detach {name}, {table} and all its partitions are locked",
                    "Detach it CONCURRENTLY, outside a transaction; not possible while there is a default partition.") with
                {
                    Safe = HasDefault(context.Schema, table) ? null
                        : $"ALTER TABLE {Identifier.Quote(table)} DETACH PARTITION {Identifier.Quote(name)} CONCURRENTLY;",
                };
            }
        }
    }

    private static bool HasDefault(DatabaseSchema schema, RelationName table) =>
        schema.ChildrenOf(schema.Resolve(table)).Any(child => child.IsDefaultPartition);
}
