using System.Text.Json;
using Whimbrel.Engine.Application;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Watch;

/// <summary>Step 11: watches the application and the database for the time after the migration.</summary>
public sealed class WatchApplication : IStep
{
    public Phase Phase => Phase.Watch;

    public string Title => "watch the application";

    public bool MaySkip => true;

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct) => Task.FromResult(new StepPlan(
        $"Compares queries, answers, rollbacks, locks, connections, deadlocks and the application's log with the time before, every {Duration.Say(run.Settings.Watch.Every)} for {Duration.Say(Length(run))}; what is degraded or broken ends it early{GoesBackWhen(run)}. Ctrl-C ends the watch, not the migration."));

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        var result = await Watcher(run, Baseline.Of(run.Journal)).WatchAsync(Remaining(run), run.Settings.Watch.Every, sample => run.Output.Note(WatchLine.Of(sample)), ct);
        run.Interruption.Consume();
        var words = await ApplicationLog.CompareAsync(run, run.Interruption.Token);
        foreach (var line in result.Findings.Select(f => $"{f.Severity}: {f.Message}").Append(words).OfType<string>())
        {
            run.Output.Note(line);
        }

        var data = JsonSerializer.SerializeToElement(result, JournalJson.Default.WatchResult);
        var summary = $"{result.Verdict}: {(result.Samples.Count == 1 ? "1 sample" : $"{result.Samples.Count} samples")} in {Duration.Say(TimeSpan.FromSeconds(result.Seconds))}{(result.Reason is null ? "" : $", {result.Reason}")}{(words is null ? "" : $"; {words}")}";
        return result.IsBad
            ? new StepResult.Blocked(summary, "the migration stands: mend the cause and run 'whimbrel resume', keep it as it is with 'whimbrel resume --skip watch', or go back with 'whimbrel abort'.", ExitCode.SomethingLeft, data)
            : new StepResult.Done(summary, data);
    }

    /// <summary>Compares with the baseline all that a run knows of: queries, answers, the server, the application's log, Prometheus.</summary>
    internal static Watcher Watcher(Run run, Baseline? baseline)
    {
        var log = new LogWatch(run);
        return new Watcher(run.Database, run.Settings, run.Time)
        {
            Baseline = baseline,
            Prober = run.Prober,
            Progress = run.Output.Progress,
            LooksElsewhere = async ended => [.. await log.LookAsync(ended), .. Prometheus.Compare(baseline!.Metrics, await Prometheus.AskAllAsync(run.Settings.Watch.Prometheus, ended))],
        };
    }

    /// <summary>Whether a watch that ended so takes the migration back, by the configuration.</summary>
    internal static bool GoesBack(Run run) =>
        BadResult(run) is { } result && (run.Settings.Watch.RollBack, result.Verdict) is ("broken", "broken") or ("degraded", "broken" or "degraded");

    /// <summary>What the watch found, where it is what the run failed by last; else null.</summary>
    internal static WatchResult? BadResult(Run run) =>
        run.Journal.Entries.LastOrDefault(e => e.Event == JournalEvent.Failed) is { Step: nameof(WatchApplication), Data: { } found } ? found.Deserialize(JournalJson.Default.WatchResult) : null;

    private static string GoesBackWhen(Run run) => run.Settings.Watch.RollBack switch
    {
        "broken" => ", and what is broken takes the migration back",
        "degraded" => " and takes the migration back",
        _ => "",
    };

    private static TimeSpan Length(Run run) => TimeSpan.FromSeconds(run.Facts.WatchSeconds);

    /// <summary>After a resume only what is left of the watch is watched.</summary>
    private static TimeSpan Remaining(Run run)
    {
        var begun = run.Journal.Entries.FirstOrDefault(e => e.Event == JournalEvent.Intent && e.Step == nameof(WatchApplication))?.At;
        var left = begun is null ? Length(run) : Length(run) - (run.Time.GetUtcNow() - begun.Value);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }
}
