using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Constraints;

/// <summary>ADD PRIMARY KEY that builds its index.</summary>
internal sealed class AddPrimaryKey : Rule
{
    internal override string Title => "a primary key is added, and its index is built while nobody can use the table";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases =>
        ["squawk:adding-serial-primary-key-field", "atlas:PG104", "pgfence:add-pk-without-using-index"];

    internal override IReadOnlyList<string> Kinds => ["AT_AddColumn", "AT_AddConstraint"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        AddedConstraint.Of(context, "CONSTR_PRIMARY").Where(added => !added.UsesIndex).Select(added => context.About(
            added.Table,
            $"the index of {added.Name} is built from every row of {added.Table}, and every row is read to see that the key is not null",
            "Make its columns NOT NULL by way of a validated CHECK, build a unique index CONCURRENTLY, and make the key from it.") with
        {
            Severity = context.BySize(added.Table),
            Safe = added.Column is null ? Safe(added) : null,
        });

    private static string Safe(AddedConstraint added)
    {
        var (table, name, index) = (Identifier.Quote(added.Table), Identifier.Quote(added.Name), Identifier.Quote($"{added.Name}_index"));
        return $"""
            CREATE UNIQUE INDEX CONCURRENTLY {index} ON {table} ({string.Join(", ", added.Columns.Select(Identifier.Quote))});
            -- When its columns are NOT NULL:
            ALTER TABLE {table} ADD CONSTRAINT {name} PRIMARY KEY USING INDEX {index};
            """;
    }
}
