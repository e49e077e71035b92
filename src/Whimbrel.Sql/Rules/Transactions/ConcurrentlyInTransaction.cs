namespace Whimbrel.Sql.Rules.Transactions;

/// <summary>A statement between BEGIN and COMMIT that PostgreSQL refuses there: CREATE INDEX CONCURRENTLY, VACUUM …</summary>
internal sealed class ConcurrentlyInTransaction : Rule
{
    internal override string Title => "a statement stands in a transaction that cannot run in one";

    internal override Severity Severity => Severity.Error;

    internal override IReadOnlyList<string> Aliases =>
        [
            "squawk:ban-concurrent-index-creation-in-transaction", "atlas:PG103", "pgfence:concurrent-in-transaction",
            "migrationpilot:MP025",
        ];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Script.Begin is not { } begin || !context.Statement.RunsOutsideTransaction)
            return [];

        return
        [
            new Found(
                $"PostgreSQL refuses this statement in a transaction, and BEGIN in line {begin.Line} has opened one",
                "End the transaction before it, or give it a migration of its own.") { Safe = $"COMMIT;\n{context.Statement.Text};\nBEGIN;" },
        ];
    }
}
