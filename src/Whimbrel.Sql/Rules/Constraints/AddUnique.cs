using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Constraints;

/// <summary>ADD UNIQUE that builds its index.</summary>
internal sealed class AddUnique : Rule
{
    internal override string Title => "a unique constraint is added, and its index is built while nobody can use the table";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases =>
        [
            "squawk:disallowed-unique-constraint", "eugene:E7", "atlas:PG105", "strong_migrations:add_unique_constraint",
            "pgfence:add-constraint-unique", "migrationpilot:MP027",
        ];

    internal override IReadOnlyList<string> Kinds => ["AT_AddColumn", "AT_AddConstraint"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        AddedConstraint.Of(context, "CONSTR_UNIQUE").Where(added => !added.UsesIndex).Select(added => context.About(
            added.Table,
            $"the index of {added.Name} is built from every row of {added.Table}",
            "Build a unique index CONCURRENTLY, and make the constraint from it, which looks at no row.") with
        {
            Severity = context.BySize(added.Table),
            Safe = Safe(added),
        });

    private static string Safe(AddedConstraint added)
    {
        var (table, name, index) = (Identifier.Quote(added.Table), Identifier.Quote(added.Name), Identifier.Quote($"{added.Name}_index"));
        var nulls = added.Constraint.Flag("nulls_not_distinct"u8) ? " NULLS NOT DISTINCT" : "";
        return $"""
            CREATE UNIQUE INDEX CONCURRENTLY {index} ON {table} ({string.Join(", ", added.Columns.Select(Identifier.Quote))}){nulls};
            ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {index};
            """;
    }
}
