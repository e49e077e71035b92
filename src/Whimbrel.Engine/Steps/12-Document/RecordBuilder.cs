using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Whimbrel.Engine.Approvals;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Rehearsals;
using Whimbrel.Engine.Steps.Assess;
using Whimbrel.Engine.Steps.Backup;
using Whimbrel.Engine.Steps.Prepare;
using Whimbrel.Engine.Steps.Restore;
using Whimbrel.Engine.Steps.Verify;
using Whimbrel.Engine.Steps.Watch;

namespace Whimbrel.Engine.Steps.Document;

/// <summary>Makes the record from the journal, and from nothing else.</summary>
public static class RecordBuilder
{
    public static RunRecord Build(string folder, IReadOnlyList<JournalEntry> entries)
    {
        var state = new JournalState(entries);
        var facts = state.Facts ?? throw new InvalidOperationException($"{folder} has no run in its journal");
        var end = state.End;
        var endedAt = end is null ? (DateTimeOffset?)null : entries[^1].At;
        var assessment = Facts(entries, nameof(AssessDatabase), JournalJson.Default.Assessment);
        var verification = Facts(entries, facts.Command switch { "rollback" => nameof(VerifyRollback), "restore" => nameof(VerifyRestore), "apply" => nameof(RunVerifyScripts), _ => nameof(VerifyMigration) }, JournalJson.Default.Verification);
        var watch = Facts(entries, nameof(WatchApplication), JournalJson.Default.WatchResult);
        var rehearsal = Facts(entries, nameof(RehearseMigrations), JournalJson.Default.RehearsalFacts);
        var backup = Backup(entries, rehearsal);
        var seen = Downtime.DowntimeNotes.FindSeen(entries);
        var events = Events(entries);
        var isBack = end is { Status: "went back" or "interrupted" or "aborted" };
        return new RunRecord(
            facts.Id,
            facts.Command,
            end?.Status ?? (state.StandingFailure is null ? "running" : "open"),
            end?.ExitCode,
            end is null ? state.StandingFailure : end.Reason,
            state.StartedAt,
            endedAt,
            ((endedAt ?? entries[^1].At) - state.StartedAt).TotalSeconds,
            new RecordedDatabase(facts.Database.Name, facts.Address, facts.Database.ServerVersion, facts.Database.SystemIdentifier),
            facts.PerformedBy,
            facts.Host,
            facts.WhimbrelVersion,
            facts.Commit,
            facts.Downtime,
            facts.PreviousVersion,
            facts.Restore is not null ? VersionRestored(facts, state, entries) : isBack ? VersionBack(facts, state) : facts.TargetVersion,
            facts.Versions,
            RecordedSteps.Of(entries),
            facts.Skip,
            facts.Confirmed,
            assessment?.Findings ?? [],
            backup,
            Scripts(entries),
            Facts(entries, nameof(Analyze.AnalyzeTables), JournalJson.Default.AnalyzedTables)?.Tables ?? [],
            verification?.Checks ?? [],
            verification?.SlowQueries ?? [],
            watch?.Samples ?? [],
            watch?.Verdict,
            Rehearsed: rehearsal is not null,
            facts.Notes,
            WayBack(facts, end),
            folder)
        {
            Rehearsal = rehearsal,
            ApprovedPlan = facts.ApprovedPlan,
            ClientDowntime = seen,
            Checklist = Checklist.Of(facts, backup, rehearsal),
            LockWaits = Migrate.LockWaitNotes.Find(entries),
            Events = events,
            EndedSessions =
            [
                .. seen?.Ended ?? [],
                .. Facts(entries, nameof(SwapDatabases), JournalJson.Default.SwappedDatabases)?.Ended ?? [],
                .. events.Where(e => e.Text.EndsWith(Locks.BlockerEnding.StoodInTheWay, StringComparison.Ordinal)).Select(e => e.Text),
            ],
            WatchFindings = watch?.Findings ?? [],
            Restore = facts.Restore,
        };
    }

    /// <summary>What the scripts' steps noted; what has data is read where it belongs.</summary>
    private static IReadOnlyList<RecordedEvent> Events(IReadOnlyList<JournalEntry> entries) =>
        [.. entries.Where(e => e is { Event: JournalEvent.Note, Data: null } && (e.Step.Length == 0 || IsScript(e.Step))).Select(e => new RecordedEvent(e.At, e.Step, e.Text))];

    /// <summary>The backup as it stood at the end: a rehearsal proves it later than its own step.</summary>
    private static BackupFacts? Backup(IReadOnlyList<JournalEntry> entries, RehearsalFacts? rehearsal) =>
        Facts(entries, nameof(BackUpDatabase), JournalJson.Default.BackupFacts) is not { } backup ? null
        : rehearsal is null || rehearsal.Backup != backup.File ? backup
        : backup with { RestoredAt = entries.Last(e => e.Data is not null && e.Step == nameof(Prepare.RehearseMigrations)).At };

    /// <summary>The record of a command that found nothing to do: no run was begun, and nothing is on disk.</summary>
    public static RunRecord NothingToDo(string command, RecordedDatabase database, string? version, DateTimeOffset now) => new(
        "", command, "nothing to do", (int)ExitCode.Done, null, now, now, 0, database, Environment.UserName, Environment.MachineName, Runs.RunOpening.ProgramVersion, null, "zero", version, version,
        [], [], [], [], [], null, [], [], [], [], [], null, Rehearsed: false, [], null, "");

    /// <summary>A migration goes back to where it came from; of a rollback, what is committed stays.</summary>
    private static string? VersionBack(RunFacts facts, JournalState state)
    {
        if (facts.Command != "rollback")
        {
            return facts.Versions.LastOrDefault(v => state.Stays(Migrate.ApplyMigration.KeyOf(v.Version)))?.Version ?? facts.PreviousVersion;
        }

        var rolledBack = facts.Versions.TakeWhile(v => state.IsDone($"{nameof(Migrate.RollBackMigration)} {v.Version}")).Count();
        return rolledBack == 0 ? facts.PreviousVersion : rolledBack == facts.Versions.Count ? facts.TargetVersion : facts.Versions[rolledBack].Version;
    }

    private static string? VersionRestored(RunFacts facts, JournalState state, IReadOnlyList<JournalEntry> entries) =>
        new[] { nameof(SwapDatabases), nameof(RestoreInPlace) }.Any(s => state.IsDone(s) || state.Stays(s)) ? Facts(entries, nameof(CompareRestored), JournalJson.Default.ComparedRestore)?.Version : facts.PreviousVersion;

    private static IReadOnlyList<Migrate.AppliedScript> Scripts(IReadOnlyList<JournalEntry> entries) =>
    [
        .. entries.Where(e => e.Event == JournalEvent.Outcome && IsScript(e.Step))
            .Select(e => e.Data?.Deserialize(JournalJson.Default.AppliedScript) is { } script ? script with { Step = e.Step } : null)
            .OfType<Migrate.AppliedScript>(),
    ];

    private static bool IsScript(string step) => step.Split(' ')[0] is nameof(Migrate.ApplyMigration) or nameof(MigrateData.MigrateData) or nameof(Migrate.RollBackMigration);

    private static string? WayBack(RunFacts facts, RunEnd? end) => (end?.Status, facts.Command) switch
    {
        ("done", "migrate" or "apply") => $"whimbrel rollback --to {facts.PreviousVersion ?? "0"}",
        ("done", "rollback") => "whimbrel migrate",
        (null, _) => "whimbrel abort",
        _ => null,
    };

    /// <summary>What a step left, also when it was the step that stopped the run.</summary>
    private static T? Facts<T>(IReadOnlyList<JournalEntry> entries, string step, JsonTypeInfo<T> type)
        where T : class =>
        entries.LastOrDefault(e => e.Step == step && e.Data is not null && e.Event is (JournalEvent.Outcome or JournalEvent.Failed)) is { } entry
            ? entry.Data!.Value.Deserialize(type)
            : null;
}
