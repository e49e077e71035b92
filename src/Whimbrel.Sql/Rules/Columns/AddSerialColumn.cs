using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>ADD COLUMN … serial or GENERATED … AS IDENTITY.</summary>
internal sealed class AddSerialColumn : Rule
{
    internal override string Title => "a numbered column is added: every row is written anew to get its number";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases =>
        ["eugene:E11", "strong_migrations:add_column_auto_incrementing", "pgfence:add-column-serial", "migrationpilot:MP015"];

    internal override IReadOnlyList<string> Kinds => ["AT_AddColumn"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        context.NewColumns.Where(column => column.IsNumbered).Select(column => context.About(
            column.Table,
            $"every row of {column.Table} gets its number in {column.Name}: the whole table and its indexes are written anew",
            "Add the column without numbers, a sequence for new rows, and number the old ones in batches.") with
        {
            Severity = context.BySize(column.Table),
            Safe = Safe(column),
        });

    private static string Safe(NewColumn column)
    {
        var (table, name) = (Identifier.Quote(column.Table), Identifier.Quote(column.Name));
        var sequence = Identifier.Quote(column.Table with { Name = $"{column.Table.Name}_{column.Name}_seq" });
        return $"""
            ALTER TABLE {table} ADD COLUMN {name} bigint;
            CREATE SEQUENCE {sequence} OWNED BY {table}.{name};
            ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT nextval('{sequence.Replace("'", "''", StringComparison.Ordinal)}');
            -- In a migration of its own, in batches:
            UPDATE {table} SET {name} = DEFAULT WHERE {name} IS NULL;
            """;
    }
}
