using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Partitions;

/// <summary>A partition is added beside a default partition that has rows.</summary>
internal sealed class DefaultPartitionScan : Rule
{
    internal override string Title => "the default partition is read whole while it is locked";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP072"];

    internal override IReadOnlyList<string> Kinds => ["CreateStmt", "AT_AttachPartition"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var isAttach = context.Commands("AT_AttachPartition").Count > 0;
        var parent = isAttach ? context.Body.Relation("relation"u8) : PartitionBound.ParentOf(context.Body);
        if (parent is not { } table || context.Schema.ChildrenOf(context.Schema.Resolve(table)).FirstOrDefault(c => c.IsDefaultPartition) is not { } rest
            || context.IsNew(rest.Name) || rest.Constraints.Any(c => c.Kind == ConstraintKind.Check && c.IsValidated))
            return [];

        return
        [
            context.About(
                rest.Name,
                $"every row of {rest.Name} is read, to see whether it belongs into the new partition of {table}",
                "Give the default partition a CHECK that excludes the new range first, NOT VALID and then validated.") with { Severity = context.BySize(rest.Name) },
        ];
    }
}
