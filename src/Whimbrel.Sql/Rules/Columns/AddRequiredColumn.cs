using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>ADD COLUMN … NOT NULL without a default.</summary>
internal sealed class AddRequiredColumn : Rule
{
    internal override string Title => "a column without a default is added that must not be null";

    internal override Severity Severity => Severity.Error;

    internal override bool BreaksApplication => true;

    internal override IReadOnlyList<string> Aliases =>
        ["squawk:adding-required-field", "atlas:MF103", "pgfence:add-column-not-null-no-default", "migrationpilot:MP084"];

    internal override IReadOnlyList<string> Kinds => ["AT_AddColumn"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        context.NewColumns.Where(column => column.IsEmpty && MustHaveValue(column.Definition)).Select(column => context.About(
            column.Table,
            $"{column.FullName} is null in every row that is there, so this fails; were {column.Table} empty, the next INSERT that does not know {column.Name} would",
            "Give it a default, or let it be null until every version of the application writes it.") with
        {
            Safe = Safe(column),
        });

    private static bool MustHaveValue(Node column) =>
        (column.ColumnConstraint("CONSTR_NOTNULL") ?? column.ColumnConstraint("CONSTR_PRIMARY")) is not null;

    private static string Safe(NewColumn column)
    {
        var (table, name) = (Identifier.Quote(column.Table), Identifier.Quote(column.Name));
        var check = Identifier.Quote($"{column.Table.Name}_{column.Name}_not_null");
        return $"""
            ALTER TABLE {table} ADD COLUMN {name} {column.Type};
            -- When the application writes it and the old rows are filled in batches, each in a migration of its own:
            ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({name} IS NOT NULL) NOT VALID;
            ALTER TABLE {table} VALIDATE CONSTRAINT {check};
            ALTER TABLE {table} ALTER COLUMN {name} SET NOT NULL;
            """;
    }
}
