namespace Whimbrel.Sql.Rules.Transactions;

/// <summary>A strong lock without a lock_timeout of the script's own; the runner has one in any case.</summary>
internal sealed class MissingLockTimeout : Rule
{
    internal override string Title => "the script sets no lock_timeout before its first strong lock";

    internal override Severity Severity => Severity.Info;

    internal override bool IsStyle => true;

    internal override IReadOnlyList<string> Aliases =>
        [
            "squawk:require-lock-timeout", "squawk:require-timeout-settings", "eugene:E9", "pgfence:missing-lock-timeout",
            "migrationpilot:MP004",
        ];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (!TimeoutSettings.IsFirstStrongLock(context) || TimeoutSettings.IsSet(context.Script, "lock_timeout"))
            return [];

        return
        [
            new Found(
                "run by psql, this would wait for its lock without end, and everybody else behind it",
                "Set one, if the script must also be safe outside Whimbrel, which sets its own.") { Safe = "SET lock_timeout = '1s';" },
        ];
    }
}
