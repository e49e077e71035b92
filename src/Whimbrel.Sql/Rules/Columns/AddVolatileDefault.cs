using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>ADD COLUMN … DEFAULT with a function whose answer is another one for each row.</summary>
internal sealed class AddVolatileDefault : Rule
{
    internal override string Title => "a column is added with a default that every row must compute for itself";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases =>
        [
            "squawk:adding-field-with-default", "atlas:PG302", "strong_migrations:add_column_default",
            "pgfence:add-column-non-constant-default", "migrationpilot:MP003",
        ];

    internal override IReadOnlyList<string> Kinds => ["AT_AddColumn"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        foreach (var column in context.NewColumns)
        {
            if (column.Definition.ColumnConstraint("CONSTR_DEFAULT")?.Child("raw_expr"u8) is not { } value)
                continue;
            if (SteadyFunctions.VolatileIn(value).FirstOrDefault() is { } call)
                yield return Rewrites(context, column, $"{call}() gives each row of {column.Table} its own {column.Name}: the whole table is written anew", context.BySize(column.Table));
            else if (SteadyFunctions.UnknownIn(value).FirstOrDefault() is { } unknown)
                yield return Rewrites(context, column, $"unless {unknown}() is STABLE or IMMUTABLE, {column.Table} is written anew to give each row its own {column.Name}", Severity.Warning);
        }
    }

    private static Found Rewrites(RuleContext context, NewColumn column, string message, Severity severity) =>
        context.About(
            column.Table,
            message,
            "Add the column without a default, then set the default for new rows, then fill the old ones in batches.") with
        {
            Severity = severity,
            Safe = Safe(context, column),
        };

    private static string Safe(RuleContext context, NewColumn column)
    {
        var (table, name) = (Identifier.Quote(column.Table), Identifier.Quote(column.Name));
        var value = DefaultText.Of(context.Statement, column.Definition) is { } text ? text : "…";
        return $"""
            ALTER TABLE {table} ADD COLUMN {name} {column.Type};
            ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT {value};
            -- In a migration of its own, in batches:
            UPDATE {table} SET {name} = DEFAULT WHERE {name} IS NULL;
            """;
    }
}
