using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Partitions;

/// <summary>CREATE TABLE … PARTITION OF a table in use.</summary>
internal sealed class CreatePartition : Rule
{
    internal override string Title => "a partition is made under the strongest lock on its parent";

    internal override Severity Severity => Severity.Warning;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override bool AppliesToRollback => false;

    internal override IReadOnlyList<string> Kinds => ["CreateStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Body.Child("partbound"u8) is not { } bound || PartitionBound.ParentOf(context.Body) is not { } parent || context.IsNew(parent))
            return [];

        return
        [
            context.About(
                parent,
                $"PARTITION OF locks all of {parent} to add one empty table",
                "Make the table by itself and attach it: ATTACH PARTITION lets reads and writes of the parent go on.") with
            {
                Safe = Safe(context, parent, bound.Flag("is_default"u8)),
            },
        ];
    }

    private static string Safe(RuleContext context, RelationName parent, bool isDefault)
    {
        var partition = Identifier.Quote(context.Body.Relation("relation"u8) ?? default);
        var bound = isDefault ? "DEFAULT" : PartitionBound.In(context.Statement.Text);
        return $"""
            CREATE TABLE {partition} (LIKE {Identifier.Quote(parent)} INCLUDING ALL);
            ALTER TABLE {Identifier.Quote(parent)} ATTACH PARTITION {partition} {bound};
            """;
    }
}
