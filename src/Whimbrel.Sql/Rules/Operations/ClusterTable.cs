using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Operations;

/// <summary>CLUSTER.</summary>
internal sealed class ClusterTable : Rule
{
    internal override string Title => "a table is copied to sort it while nobody can read it";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.AccessExclusive;

    internal override IReadOnlyList<string> Aliases => ["migrationpilot:MP032", "squawk:prefer-repack"];

    internal override IReadOnlyList<string> Kinds => ["ClusterStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        const string hint = "Use pg_repack with --order-by, which locks for moments only; the order does not last in any case.";
        if (context.Body.Relation("relation"u8) is not { } table)
            return [new Found("every table that was once clustered is copied again, and locked meanwhile", hint)];

        return context.IsNew(table)
            ? []
            : [context.About(table, $"{table} is copied row by row in the order of an index, and all its indexes are built anew", hint) with { Severity = context.BySize(table) }];
    }
}
