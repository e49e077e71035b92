using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Operations;

/// <summary>LOCK TABLE in a mode that stops writes.</summary>
internal sealed class LockTable : Rule
{
    internal override string Title => "a script locks a table by hand";

    internal override Severity Severity => Severity.Warning;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP065"];

    internal override IReadOnlyList<string> Kinds => ["LockStmt"];

    private const int Share = 5;

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Body.Number("mode"u8) < Share)
            return [];

        return context.Body.Items("relations"u8).Select(r => r.Unwrap().Body.AsRelation()).OfType<RelationName>().Where(table => !context.IsNew(table)).Select(table => context.About(
            table,
            $"{table} stays locked until the transaction ends, whatever the statements behind it would need",
            "Leave it out: each statement takes the lock that it needs, and the runner bounds the wait."));
    }
}
