using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>ADD COLUMN … GENERATED ALWAYS AS (…) STORED.</summary>
internal sealed class AddStoredColumn : Rule
{
    internal override string Title => "a stored generated column is added: every row is written anew";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases =>
        [
            "squawk:adding-field-with-default", "eugene:E11", "strong_migrations:add_column_generated_stored",
            "pgfence:add-column-stored-generated", "migrationpilot:MP062",
        ];

    internal override IReadOnlyList<string> Kinds => ["AT_AddColumn"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        context.NewColumns.Where(column => column.Definition.ColumnConstraint("CONSTR_GENERATED") is not null).Select(column => context.About(
            column.Table,
            $"{column.FullName} is computed and stored for every row: the whole table and its indexes are written anew",
            "Add an ordinary column, keep it up to date with a trigger, and fill it in batches; or compute it in a view, or from PostgreSQL 18 on in a VIRTUAL column.") with
        {
            Severity = context.BySize(column.Table),
            Safe = Safe(column),
        });

    private static string Safe(NewColumn column)
    {
        var (table, name) = (Identifier.Quote(column.Table), Identifier.Quote(column.Name));
        return $"""
            ALTER TABLE {table} ADD COLUMN {name} {column.Type};
            -- A BEFORE INSERT OR UPDATE trigger computes it for new rows; the old ones follow in batches.
            """;
    }
}
