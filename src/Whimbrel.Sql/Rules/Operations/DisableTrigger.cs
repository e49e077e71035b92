using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Operations;

/// <summary>ALTER TABLE … DISABLE TRIGGER or RULE.</summary>
internal sealed class DisableTrigger : Rule
{
    internal override string Title => "a trigger is turned off for everybody";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.ShareRowExclusive;

    internal override IReadOnlyList<string> Aliases => ["squawk:ban-disable-trigger", "pgfence:enable-disable-trigger", "migrationpilot:MP064"];

    internal override IReadOnlyList<string> Kinds => ["AT_DisableTrig", "AT_DisableTrigAll", "AT_DisableTrigUser", "AT_DisableRule"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (context.Existing("relation"u8) is not { } table)
            return [];

        return context.Commands("AT_DisableTrig", "AT_DisableTrigAll", "AT_DisableTrigUser", "AT_DisableRule").Select(command => context.About(
            table,
            $"{What(command)} of {table}: not for this session alone, and the rows that are written meanwhile are never looked at again",
            "Let the trigger's function skip what this migration does (a setting of its own, SET LOCAL), or write the rows in a way that it allows.") with
        {
            Severity = context.Script.IsInTransaction ? Severity.Warning : Severity.Error,
        });
    }

    private static string What(Node command) => command.Word("subtype"u8) switch
    {
        "AT_DisableTrigAll" => "no trigger fires, and no foreign key is checked, for writes",
        "AT_DisableTrigUser" => "no trigger fires for writes",
        "AT_DisableRule" => $"rule {command.Word("name"u8)} does nothing for queries",
        _ => $"trigger {command.Word("name"u8)} does not fire for writes",
    };
}
