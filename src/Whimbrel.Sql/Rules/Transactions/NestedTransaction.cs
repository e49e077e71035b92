using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Transactions;

/// <summary>BEGIN in a transaction, or an end without a beginning.</summary>
internal sealed class NestedTransaction : Rule
{
    internal override string Title => "a transaction is begun twice, or ended without having begun";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["squawk:transaction-nesting"];

    internal override IReadOnlyList<string> Kinds => ["TransactionStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Statement.Inside is not null)
            return [];

        var isChained = context.Script.Of("TransactionStmt").Any(s => s.Body.Flag("chain"u8));
        return (SessionState.Control(context.Body), context.Script.Begin) switch
        {
            (TransactionControl.Begin, { } begin) =>
            [
                new Found(
                    $"a transaction is open since line {begin.Line}; this BEGIN does nothing, and the first COMMIT ends both",
                    "Keep one BEGIN and one COMMIT; for a part that may fail there is SAVEPOINT."),
            ],
            (TransactionControl.Commit or TransactionControl.Rollback, null) when !isChained =>
            [
                new Found(
                    "no transaction is open here: this ends nothing of the script's, but would end the transaction of whatever runs it",
                    "Remove it, or put BEGIN where the transaction should start."),
            ],
            _ => [],
        };
    }
}
