namespace Whimbrel.Engine.Steps.Downtime;

/// <summary>Step 6.2: the application is stopped, and how many replicas ran is written down before. Only for full downtime.</summary>
public sealed class StopApplication : IStep
{
    public Phase Phase => Phase.Downtime;

    public string Title => "stop the application";

    public async Task<StepPlan> PlanAsync(Run run, CancellationToken ct)
    {
        await run.Application.AssertPossibleAsync(ct);
        return new StepPlan($"Notes how many replicas run, stops the application ({run.Application.DrivenBy}), and waits until none of it runs.", [], [], "the application is started again with as many replicas as before");
    }

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        if (DowntimeNotes.FindReplicas(run) is null)
        {
            DowntimeNotes.WriteReplicas(run, await run.Application.CountReplicasAsync(ct));
        }

        await run.Application.StopAsync(run.Output.Progress, ct);
        return new StepResult.Done($"stopped; replicas before: {string.Join(", ", DowntimeNotes.FindReplicas(run)!)}");
    }

    public async Task<string?> UndoAsync(Run run, CancellationToken ct)
    {
        if (DowntimeNotes.FindReplicas(run) is not { } before)
        {
            return null;
        }

        await run.Application.StartAsync(before, run.Output.Progress, ct);
        return "the application runs again";
    }
}
