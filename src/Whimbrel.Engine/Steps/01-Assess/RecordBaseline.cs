using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Watch;

namespace Whimbrel.Engine.Steps.Assess;

/// <summary>Step 1: records how application and database do while nothing is done to them yet, for the watch to compare with.</summary>
public sealed class RecordBaseline : IStep
{
    public Phase Phase => Phase.Assess;

    public string Title => "record how the application does";

    /// <summary>Without a watch nothing is compared with it.</summary>
    public string ShortName => nameof(Phase.Watch);

    public bool MaySkip => true;

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct) => Task.FromResult(new StepPlan(
        WhyNot(run) is { } why
            ? $"Nothing: {why}."
            : $"For {Duration.Say(run.Settings.Watch.Baseline)} counts what each query of pg_stat_statements costs, what the database does, and how fast the application answers, which is asked from now on until the run ends.")
    {
        PredictedMs = WhyNot(run) is null ? run.Settings.Watch.Baseline.TotalMilliseconds : null,
    });

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        if (WhyNot(run) is { } why)
        {
            return new StepResult.Skipped(why);
        }

        run.Prober.Begin(run.Settings.Application.Addresses, run.Journal.Folder);
        var baseline = await new BaselineRecorder(run.Database, run.Settings.Watch, run.Prober, run.Time).RecordAsync(run.Output.Progress, ct);
        foreach (var metric in baseline.Metrics.Where(m => m.WhyNot is not null))
        {
            run.Output.Warn($"Prometheus: {metric.Query}: {metric.WhyNot}");
        }

        return new StepResult.Done(baseline.ToString(), baseline.ToJson());
    }

    /// <summary>Goes on asking where another process of the same run had begun to.</summary>
    internal static void TakeUp(Run run)
    {
        if (run.State.IsDone(nameof(RecordBaseline)) && WhyNot(run) is null && !Runbook.IsSkipped(run, new RecordBaseline()))
        {
            run.Prober.Begin(run.Settings.Application.Addresses, run.Journal.Folder);
        }
    }

    private static string? WhyNot(Run run) => run switch
    {
        { Facts.WatchSeconds: 0 } => "nothing is watched afterwards",
        { Settings.Watch.Baseline: var length } when length == TimeSpan.Zero => "watch.baseline is 0",
        _ => null,
    };
}
