namespace Whimbrel.Sql.Rules.Transactions;

/// <summary>BEGIN without an end.</summary>
internal sealed class UncommittedTransaction : LookBackRule
{
    internal override string Title => "a transaction is begun and never committed";

    internal override Severity Severity => Severity.Error;

    internal override IReadOnlyList<string> Aliases =>
        ["squawk:ban-uncommitted-transaction", "pgfence:unclosed-transaction", "migrationpilot:MP053"];

    internal override IEnumerable<Found> CheckEnd(ScriptState script) => script.Begin is { } begin
        ? [new Found(
            "the transaction that begins here never ends: all that stands behind it is rolled back, or keeps its locks",
            "Put COMMIT at the end of the script.") { At = begin }]
        : [];
}
