using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Rehearsals;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Assess;
using Whimbrel.Engine.Steps.Backup;

namespace Whimbrel.Engine.Steps.Prepare;

/// <summary>The backup that was just taken, restored, and the very migrations run on it: up, down, and up again. What was seen there counts from here on.</summary>
public sealed class RehearseMigrations : IStep
{
    /// <summary>The findings that stop a run, by the names that <c>--skip</c> takes.</summary>
    public const string Stall = "rehearsal-stall";

    /// <summary>Not enough disk for what was written on the copy.</summary>
    public const string Disk = "rehearsal-disk";

    /// <summary>A query of the application fails on the migrated copy.</summary>
    public const string Queries = "rehearsal-queries";

    public Phase Phase => Phase.Prepare;

    public string Title => "rehearse the migrations on a restored copy";

    public string ShortName => "Rehearsal";

    public bool MaySkip => true;

    public async Task<StepPlan> PlanAsync(Run run, CancellationToken ct)
    {
        if (run.Settings.Rehearsal is { On: RehearsalPlace.Off })
        {
            return new StepPlan("Nothing: rehearsal.on is off, and the migrations are recorded as not proven.");
        }

        if (await RestoredCopy.WhyImpossibleAsync(run, ct) is { } why)
        {
            return run.Settings.Rehearsal.IsAsked
                ? throw new OperatorException($"{why.Message}; nothing was changed", why.Hint)
                : new StepPlan($"Nothing: {why.Message}. The migrations are recorded as not proven.");
        }

        return new StepPlan(
            $"Restores the backup {RestoredCopy.Where(run)}, and runs the migrations there: up, down, and up again. Measures each statement's time, locks, rewrites, WAL and disk; compares schema and rows behind the rollback; prepares the application's queries before and after.",
            [],
            [],
            "the copy is removed; nothing was changed");
    }

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        if (run.Settings.Rehearsal is { On: RehearsalPlace.Off })
        {
            return new StepResult.Skipped("rehearsal.on is off: the migrations are not proven");
        }

        if (await RestoredCopy.WhyImpossibleAsync(run, ct) is { } why)
        {
            run.Output.Warn($"{why.Message}: the migrations are not proven");
            return new StepResult.Skipped($"{why.Message}: the migrations are not proven");
        }

        if (run.Journal.Outcome(nameof(BackUpDatabase), JournalJson.Default.BackupFacts) is not { } backup)
        {
            return new StepResult.Skipped("there is no backup to restore: the migrations are not proven");
        }

        var facts = await MigrationRehearsal.RunAsync(run, backup.File, ct);
        foreach (var finding in facts.Findings)
        {
            run.Output.Warn(finding);
        }

        var data = JsonSerializer.SerializeToElement(facts, JournalJson.Default.RehearsalFacts);
        var stops = Stops(run, facts).Where(s => !run.IsSkipped(s.Name)).ToList();
        return stops.Count == 0
            ? new StepResult.Done(Say(facts), data)
            : new StepResult.Blocked(
                string.Join('\n', stops.Select(s => $"{s.Name}: {s.Message}")) + "\nthat was seen on the copy; the database itself was not touched",
                $"{stops[0].Hint} To go on all the same: --skip {string.Join(" --skip ", stops.Select(s => s.Name))}.",
                Facts: data);
    }

    /// <summary>What a killed process of ours left behind goes.</summary>
    public async Task<string?> UndoAsync(Run run, CancellationToken ct) => await RestoredCopy.SweepAsync(run, ct) > 0 ? "the copy of the rehearsal was removed" : null;

    private static IEnumerable<Finding> Stops(Run run, RehearsalFacts facts)
    {
        var stalls = LockedTime.Of(run, facts).Where(t => t.Ms > run.StallBudget.TotalMilliseconds).ToList();
        if (stalls.Count > 0)
        {
            yield return run.Facts.Downtime == "zero"
                ? new Finding(Stall, Severity.Error, $"longer than the stall budget of {Duration.Say(run.StallBudget)}: {string.Join("; ", stalls)}", "run it with --downtime minimal, or take the safe way that 'whimbrel check' shows.")
                : new Finding(Stall, Severity.Error, $"longer than the downtime budget of {Duration.Say(run.StallBudget)}: {string.Join("; ", stalls)}", "raise downtime.budget, or take the safe way that 'whimbrel check' shows.");
        }

        var disk = run.Journal.Outcome(nameof(AssessDatabase), JournalJson.Default.Assessment)?.Disk;
        if (disk is { FreeBytes: { } free } && facts.PeakBytes > free)
        {
            yield return new Finding(Disk, Severity.Error, $"the migrations write up to {ByteSize.Say(facts.PeakBytes)}, and {disk.DataFolder} has {ByteSize.Say(free)} free", "free some space there first.");
        }

        var broken = facts.Queries.Broken.Where(q => q.Fails).ToList();
        if (broken.Count > 0 && run.Facts.Downtime == "zero")
        {
            yield return new Finding(Queries, Severity.Error, $"{broken.Count} of the application's queries would fail while it runs, the first: {broken[0].Why}", "change the application first, and drop what it no longer uses in a later migration.");
        }
    }

    private static string Say(RehearsalFacts facts)
    {
        var proven = facts.Migrations.Count(m => m.Rollback.Proven);
        return $"{Duration.Say(TimeSpan.FromMilliseconds(facts.Migrations.Sum(m => m.Ms)))} on the copy, {proven} of {facts.Migrations.Count} rollbacks proven, {facts.Queries.Checked} queries checked, restored in {Duration.Say(TimeSpan.FromSeconds(facts.RestoreSeconds))}";
    }
}
