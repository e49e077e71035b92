using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Constraints;

/// <summary>ADD PRIMARY KEY USING INDEX on columns that may be null.</summary>
internal sealed class PrimaryKeyFromIndex : Rule
{
    internal override string Title => "a primary key is made from an index whose columns may be null";

    internal override Severity Severity => Severity.Warning;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases => ["eugene:W14", "atlas:PG304", "pgfence:add-pk-using-index"];

    internal override IReadOnlyList<string> Kinds => ["AT_AddColumn", "AT_AddConstraint"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        foreach (var added in AddedConstraint.Of(context, "CONSTR_PRIMARY").Where(a => a.UsesIndex))
        {
            var index = new RelationName(added.Table.Schema, added.Constraint.Word("indexname"u8) ?? "");
            var (table, columns) = (context.Schema.Find(added.Table), context.Schema.Find(index)?.Index?.Columns);
            if (columns is null || !columns.All(column => IsNotNull(table, column)))
            {
                yield return context.About(
                    added.Table,
                    $"unless the columns of {index.Name} are NOT NULL already, they become so here, and every row of {added.Table} is read for it",
                    "Make them NOT NULL first, by way of a CHECK that is NOT VALID and then validated.") with
                {
                    Safe = Safe(added.Table, columns),
                };
            }
        }
    }

    private static bool IsNotNull(Relation? table, string? column) =>
        column is not null && (table?.Column(column)?.NotNull == true || table?.Constraints.Any(c => c.ProvesNotNull == column
            && c.IsValidated) == true);

    private static string? Safe(RelationName of, IReadOnlyList<string?>? columns)
    {
        if (columns is not [{ } only])
            return null;

        var (table, column, check) = (Identifier.Quote(of), Identifier.Quote(only), Identifier.Quote($"{of.Name}_{only}_not_null"));
        return $"""
            ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({column} IS NOT NULL) NOT VALID;
            -- In a transaction of its own:
            ALTER TABLE {table} VALIDATE CONSTRAINT {check};
            -- Then, and before the key:
            ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;
            """;
    }
}
