using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Indexes;

/// <summary>DROP INDEX of an index that a constraint stands on.</summary>
internal sealed class DropIndexBehindConstraint : Rule
{
    internal override string Title => "an index is dropped that a constraint stands on";

    internal override Severity Severity => Severity.Error;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP097"];

    internal override IReadOnlyList<string> Kinds => ["DropStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (!context.Body.Is("removeType"u8, "OBJECT_INDEX"u8))
            yield break;

        foreach (var index in context.Body.Items("objects"u8).Select(o => o.NameParts().ToRelation()).OfType<RelationName>())
        {
            if (Owner(context, index) is { } owner)
            {
                var constraint = Identifier.Quote(owner.Constraint.Name);
                yield return new Found(
                    context.Body.Is("behavior"u8, "DROP_CASCADE"u8)
                        ? $"with index {index} goes constraint {constraint} of {owner.Table}, and every foreign key to it"
                        : $"PostgreSQL refuses to drop index {index}: constraint {constraint} of {owner.Table} needs it",
                    "Drop the constraint if it is to go, or build the index anew with REINDEX INDEX CONCURRENTLY.")
                {
                    Safe = $"ALTER TABLE {Identifier.Quote(owner.Table)} DROP CONSTRAINT {constraint};",
                    Relation = owner.Table,
                };
            }
        }
    }

    private static (RelationName Table, TableConstraint Constraint)? Owner(RuleContext context, RelationName index) =>
        context.Schema.Find(index)?.Index?.Table is { } table
        && context.Schema.Find(table)?.Constraints.FirstOrDefault(c => c.Index == index.Name) is { } constraint
            ? (table, constraint)
            : null;
}
