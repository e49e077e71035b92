using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Transactions;

/// <summary>What a script sets by itself against waiting too long.</summary>
internal static class TimeoutSettings
{
    /// <summary>Others wait for a lock that this statement takes, and for none before it.</summary>
    internal static bool IsFirstStrongLock(RuleContext context) =>
        IsStrong(context.Footprint, context) && !context.Script.Earlier.Any(e => IsStrong(e.Footprint, context));

    /// <summary>By SET or set_config, of whatever length.</summary>
    internal static bool IsSet(ScriptState script, string setting) => script.Earlier.Any(e => e.Statement.Kind switch
    {
        "VariableSetStmt" => string.Equals(e.Statement.Body.Word("name"u8), setting, StringComparison.OrdinalIgnoreCase),
        "SelectStmt" or "DoStmt" => e.Statement.Text.Contains(setting, StringComparison.OrdinalIgnoreCase),
        _ => false,
    });

    private static bool IsStrong(Footprint footprint, RuleContext context) =>
        footprint.Locks.Any(l => l.Mode.BlocksWrites() && !context.IsNew(l.Relation));
}
