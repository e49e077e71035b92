using Whimbrel.Sql.PlPgSql;

namespace Whimbrel.Sql.Rules.Transactions;

/// <summary>COMMIT or ROLLBACK in a DO block that runs in a transaction.</summary>
internal sealed class CommitInDoBlock : Rule
{
    internal override string Title => "a DO block ends a transaction that is not its own";

    internal override Severity Severity => Severity.Error;

    internal override IReadOnlyList<string> Kinds => ["DoStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (!context.Script.IsInTransaction || !RoutineBody.Read(context.Statement).ControlsTransactions)
            return [];

        return
        [
            new Found(
                context.Script.Begin is null
                    ? "the runner's transaction is around it: PostgreSQL answers COMMIT in it with \"invalid transaction termination\""
                    : "PostgreSQL answers COMMIT in it with \"invalid transaction termination\", because BEGIN stands before it",
                "Put batches into the data script with whimbrel:batch; each batch is a transaction there."),
        ];
    }
}
