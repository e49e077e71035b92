using Whimbrel.Engine.Approvals;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Rehearsals;
using Whimbrel.Engine.Steps.Analyze;
using Whimbrel.Engine.Steps.Assess;
using Whimbrel.Engine.Steps.Backup;
using Whimbrel.Engine.Steps.Downtime;
using Whimbrel.Engine.Steps.Migrate;
using Whimbrel.Engine.Steps.Restore;
using Whimbrel.Engine.Steps.Verify;
using Whimbrel.Engine.Steps.Watch;

namespace Whimbrel.Engine.Steps.Document;

/// <summary>Everything that a run did: what <c>migrate --json</c> prints and <c>record.json</c> holds.</summary>
/// <param name="Status"><c>done</c>, <c>running</c>, <c>went back</c>, <c>interrupted</c>, or <c>open</c> when something is left.</param>
/// <param name="Downtime">zero, minimal or full.</param>
/// <param name="WayBack">The next command that goes back, or null.</param>
public sealed record RunRecord(
    string Run,
    string Command,
    string Status,
    int? ExitCode,
    string? Reason,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    double Seconds,
    RecordedDatabase Database,
    string PerformedBy,
    string Host,
    string WhimbrelVersion,
    string? Commit,
    string Downtime,
    string? PreviousVersion,
    string? NewVersion,
    IReadOnlyList<PlannedVersion> Migrations,
    IReadOnlyList<RecordedStep> Steps,
    IReadOnlyList<string> Skipped,
    IReadOnlyList<string> Confirmed,
    IReadOnlyList<Finding> Findings,
    BackupFacts? Backup,
    IReadOnlyList<AppliedScript> Scripts,
    IReadOnlyList<AnalyzedTable> Analyzed,
    IReadOnlyList<Check> Checks,
    IReadOnlyList<SlowQuery> SlowQueries,
    IReadOnlyList<WatchSample> Samples,
    string? Verdict,
    bool Rehearsed,
    IReadOnlyList<string> Notes,
    string? WayBack,
    string Folder)
{
    /// <summary>What the rehearsal has seen; null where there was none.</summary>
    public RehearsalFacts? Rehearsal { get; init; }

    /// <summary>The hash of the plan that was approved beforehand; null where nobody had to.</summary>
    public string? ApprovedPlan { get; init; }

    /// <summary>The downtime as a client saw it; null for zero downtime.</summary>
    public DowntimeFacts? ClientDowntime { get; init; }

    /// <summary>The runbook's checklist: what the run has proved, what a person has signed, and what is open; empty for what is no migration.</summary>
    public IReadOnlyList<ChecklistItem> Checklist { get; init; } = [];

    /// <summary>Each wait for a lock, those of a script that failed too, in the order in which they were.</summary>
    public IReadOnlyList<LockWait> LockWaits { get; init; } = [];

    /// <summary>What was noted on the way beside the steps' outcomes.</summary>
    public IReadOnlyList<RecordedEvent> Events { get; init; } = [];

    /// <summary>The sessions that were ended for this run, in words.</summary>
    public IReadOnlyList<string> EndedSessions { get; init; } = [];

    /// <summary>What the watch found beside its verdict, the worst first.</summary>
    public IReadOnlyList<WatchFinding> WatchFindings { get; init; } = [];

    /// <summary>Of a restore: from what, and which name the old database has; null for every other command.</summary>
    public RestoreFacts? Restore { get; init; }
}

/// <summary>The database of a run.</summary>
public sealed record RecordedDatabase(string Name, string Address, string ServerVersion, string SystemIdentifier);

/// <summary>A step as it went.</summary>
/// <param name="Status"><c>done</c>, <c>skipped</c>, <c>failed</c>, <c>undone</c> or <c>running</c>.</param>
public sealed record RecordedStep(int Phase, string Name, string Title, string Status, DateTimeOffset StartedAt, double Seconds, string Summary)
{
    /// <summary>When it was done, failed or undone for the last time; null while it has not been.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>Something worth keeping that happened in a step.</summary>
public sealed record RecordedEvent(DateTimeOffset At, string Step, string Text);
