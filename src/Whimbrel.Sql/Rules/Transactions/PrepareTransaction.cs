namespace Whimbrel.Sql.Rules.Transactions;

/// <summary>PREPARE TRANSACTION.</summary>
internal sealed class PrepareTransaction : Rule
{
    internal override string Title => "a prepared transaction keeps its locks without a session";

    internal override Severity Severity => Severity.Error;

    internal override IReadOnlyList<string> Kinds => ["TransactionStmt"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        context.Body.Is("kind"u8, "TRANS_STMT_PREPARE"u8)
            ? [new Found("its locks outlive the session, a crash and a restart, and no old row is removed anywhere until somebody commits it", "COMMIT it.")]
            : [];
}
