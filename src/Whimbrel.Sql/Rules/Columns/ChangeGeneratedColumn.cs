using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>ALTER COLUMN … SET EXPRESSION, and DROP EXPRESSION.</summary>
internal sealed class ChangeGeneratedColumn : Rule
{
    internal override string Title => "a generated column is computed differently, or no longer computed";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases =>
        ["squawk:ban-alter-generated-expression", "squawk:ban-drop-generated-expression"];

    internal override IReadOnlyList<string> Kinds => ["AT_SetExpression", "AT_DropExpression"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table)
            yield break;

        foreach (var column in context.Commands("AT_SetExpression").Select(c => c.Word("name"u8)))
        {
            yield return context.About(
                table,
                $"a stored {table}.{column} is computed again for every row: the whole table and its indexes are written anew",
                "Add a second column that a trigger fills, fill the old rows in batches, and let the application read that one.") with
            {
                Severity = context.BySize(table),
            };
        }

        foreach (var column in context.Commands("AT_DropExpression").Select(c => c.Word("name"u8)))
        {
            yield return context.About(
                table,
                $"{table}.{column} keeps what it holds, and is null in every row that the application inserts from now on",
                "Let the application, or a trigger, write it first.") with
            {
                Severity = Severity.Warning,
            };
        }
    }
}
