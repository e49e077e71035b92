using Whimbrel.Engine.Approvals;

namespace Whimbrel.Engine.Steps.Plan;

/// <summary>The plan as data: what <c>plan --json</c> prints.</summary>
/// <param name="Downtime">zero, minimal or full.</param>
public sealed record PlanDocument(
    IReadOnlyList<PlannedMigration> Migrations, IReadOnlyList<PlannedStep> Steps, string Downtime, string Database, string ServerVersion, string? CurrentVersion, string? TargetVersion, IReadOnlyList<string> Notes)
{
    /// <summary>What an approval is bound to: <c>migrate --plan HASH</c>.</summary>
    public string? Hash { get; init; }

    /// <summary>The rehearsal that the figures come from, and what it found; null where nothing was rehearsed.</summary>
    public PlannedRehearsal? Rehearsal { get; init; }

    /// <summary>Why it is not zero: the statement that decides it.</summary>
    public string? DowntimeBecause { get; init; }

    /// <summary>The runbook's checklist: what the run will prove, and what a person must sign; empty for what is no migration.</summary>
    public IReadOnlyList<PlannedItem> Checklist { get; init; } = [];

    /// <summary>What the rules say of the scripts, with this database's tables and sizes.</summary>
    public IReadOnlyList<PlannedFinding> Findings { get; init; } = [];
}

/// <summary>What a rehearsal says to a plan.</summary>
/// <param name="PeakBytes">How much is written at most.</param>
/// <param name="RestoreSeconds">How long the backup took to be restored.</param>
public sealed record PlannedRehearsal(string? Id, string Backup, long PeakBytes, double RestoreSeconds, double RollbackMs, int RollbacksProven, int QueriesChecked, IReadOnlyList<string> Findings);

/// <summary>A finding in the plan; the same words as in <c>check</c>.</summary>
public sealed record PlannedFinding(string Rule, string Severity, string File, int Line, string Message, string Hint, string? Lock);

/// <summary>A migration of the plan.</summary>
public sealed record PlannedMigration(string Version, string Name, string Description, string Downtime, bool HasRollback, IReadOnlyDictionary<string, string> Checksums);

/// <summary>A step of the plan, in its own words.</summary>
/// <param name="PredictedMs">How long it will take, in milliseconds; null as long as nothing has measured it.</param>
public sealed record PlannedStep(int Phase, string Name, string Title, string Does, IReadOnlyList<string> Sql, IReadOnlyList<string> Locks, double? PredictedMs, string? WayBack, bool Skipped);
