namespace Whimbrel.Sql.Rules.Transactions;

/// <summary>A strong lock without a statement_timeout of the script's own.</summary>
internal sealed class MissingStatementTimeout : Rule
{
    internal override string Title => "the script sets no statement_timeout before its first strong lock";

    internal override Severity Severity => Severity.Info;

    internal override bool IsStyle => true;

    internal override IReadOnlyList<string> Aliases =>
        [
            "squawk:require-statement-timeout", "squawk:require-timeout-settings", "pgfence:missing-statement-timeout",
            "migrationpilot:MP020",
        ];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (!TimeoutSettings.IsFirstStrongLock(context) || TimeoutSettings.IsSet(context.Script, "statement_timeout"))
            return [];

        return
        [
            new Found(
                "run by psql, this would hold its lock for as long as it takes",
                "Set one, if the script must also be safe outside Whimbrel, which watches its victims.") { Safe = "SET statement_timeout = '5s';" },
        ];
    }
}
