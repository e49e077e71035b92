namespace Whimbrel.Engine;

/// <summary>What the process ends with; printed by the docs, never renumbered.</summary>
public enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>A bug in Whimbrel.</summary>
    Bug = 1,

    /// <summary>The command line or the configuration is wrong.</summary>
    Usage = 2,

    /// <summary><c>check</c>, <c>doctor</c> or <c>verify</c> found errors.</summary>
    FoundErrors = 3,

    /// <summary>Refused before anything changed.</summary>
    Refused = 4,

    /// <summary>Failed, and everything went back.</summary>
    WentBack = 5,

    /// <summary>Failed, and something is left: <c>resume</c> or <c>abort</c> comes next.</summary>
    SomethingLeft = 6,

    /// <summary>Another run holds the database.</summary>
    Held = 7,

    /// <summary>The stall or downtime budget could not be met; went back.</summary>
    BudgetNotMet = 8,

    /// <summary>Interrupted, went back.</summary>
    Interrupted = 130,
}
