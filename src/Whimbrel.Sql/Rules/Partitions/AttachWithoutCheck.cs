using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Partitions;

/// <summary>ATTACH PARTITION of a table with rows and without a CHECK that proves its bound.</summary>
internal sealed class AttachWithoutCheck : Rule
{
    internal override string Title => "a table is attached without a CHECK that proves its bound";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases => ["pgfence:attach-partition", "migrationpilot:MP094"];

    internal override IReadOnlyList<string> Kinds => ["AT_AttachPartition"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (!context.Body.Is("objtype"u8, "OBJECT_TABLE"u8) || context.Body.Relation("relation"u8) is not { } parent)
            yield break;

        foreach (var command in context.Commands("AT_AttachPartition").Select(c => c.Child("def"u8)?.Child("PartitionCmd"u8)).OfType<Node>())
        {
            if (command.Relation("name"u8) is { } part && !IsEmpty(context, part) && !IsProved(context, part))
            {
                yield return context.About(
                    part,
                    $"every row of {part} is read to see whether it fits into {parent}",
                    "Add a CHECK with the partition's bound and NOT NULL to it first, NOT VALID and then validated, and drop it when the table is attached.") with
                {
                    Severity = context.BySize(part),
                };
            }
        }
    }

    private static bool IsEmpty(RuleContext context, RelationName part) =>
        context.IsNew(part) || context.Schema.Find(part)?.Rows is 0
        || context.Script.Of("CreateStmt").Any(s => s.Body.Relation("relation"u8)?.Name == part.Name);

    private static bool IsProved(RuleContext context, RelationName part) =>
        context.Schema.Find(part)?.Constraints.Any(c => c.Kind == ConstraintKind.Check && c.IsValidated) == true;
}
