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
        $"Looks at health, connections, waiting sessions and deadlocks every {Duration.Say(run.Settings.Watch.Every)} for {Duration.Say(Length(run))}; a breach ends it early. Ctrl-C ends the watch, not the migration."));

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        var result = await new Watcher(run.Database, run.Settings, run.Time).WatchAsync(Remaining(run), run.Settings.Watch.Every, sample => run.Output.Note(Line(sample)), ct);
        run.Interruption.Consume();
        var log = await ApplicationLog.CompareAsync(run, run.Interruption.Token);
        if (log is not null)
        {
            run.Output.Note(log);
        }

        var data = JsonSerializer.SerializeToElement(result, JournalJson.Default.WatchResult);
        var summary = $"{result.Verdict}: {(result.Samples.Count == 1 ? "1 sample" : $"{result.Samples.Count} samples")} in {Duration.Say(TimeSpan.FromSeconds(result.Seconds))}{(result.Reason is null ? "" : $", {result.Reason}")}{(log is null ? "" : $"; {log}")}";
        return result.Verdict == "broken"
            ? new StepResult.Blocked(summary, "the migration stands: mend the cause and run 'whimbrel resume', or go back with 'whimbrel abort'.", ExitCode.SomethingLeft, data)
            : new StepResult.Done(summary, data);
    }

    /// <summary>A sample as a row of the table of samples.</summary>
    public static string Line(WatchSample sample) => string.Join("  ", [
        $"{sample.At:HH:mm:ss} UTC",
        sample.IsHealthy switch { true => $"healthy {sample.HealthMs,5:0} ms", false => "NOT HEALTHY", null => "no health address" },
        $"{sample.Connections,3} of {sample.MaxConnections} connections",
        $"{sample.WaitingSessions} waiting",
        $"oldest transaction {sample.OldestTransactionSeconds:0.0} s",
        $"{sample.Deadlocks} deadlocks",
    ]);

    private static TimeSpan Length(Run run) => TimeSpan.FromSeconds(run.Facts.WatchSeconds);

    /// <summary>After a resume only what is left of the watch is watched.</summary>
    private static TimeSpan Remaining(Run run)
    {
        var begun = run.Journal.Entries.FirstOrDefault(e => e.Event == JournalEvent.Intent && e.Step == nameof(WatchApplication))?.At;
        var left = begun is null ? Length(run) : Length(run) - (run.Time.GetUtcNow() - begun.Value);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }
}
