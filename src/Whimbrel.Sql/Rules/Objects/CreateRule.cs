using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules.Objects;

/// <summary>CREATE RULE on a table in use.</summary>
internal sealed class CreateRule : Rule
{
    internal override string Title => "a rule rewrites the queries on a table in use";

    internal override Severity Severity => Severity.Warning;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Kinds => ["RuleStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table || context.Schema.Find(table)?.Kind is RelationKind.View)
            return [];

        return
        [
            context.About(
                table,
                $"{context.Body.Word("rulename"u8)} changes what every statement on {table} does, evaluates volatile expressions twice, and changes the number of rows that the application is told",
                "Use a trigger; on a view, INSTEAD OF."),
        ];
    }
}
