namespace Whimbrel.Engine.Steps.Downtime;

/// <summary>Step 6.6: the application is started with as many replicas as were counted.</summary>
public sealed class StartApplication : IStep
{
    public Phase Phase => Phase.Downtime;

    public string Title => "start the application";

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct) => Task.FromResult(
        new StepPlan($"Starts the application with as many replicas as before ({run.Application.DrivenBy}).", [], [], "the application is stopped while the migrations are taken back"));

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        var before = DowntimeNotes.FindReplicas(run) ?? [];
        await run.Application.StartAsync(before, run.Output.Progress, ct);
        return new StepResult.Done($"started; replicas: {string.Join(", ", before)}");
    }

    public async Task<string?> UndoAsync(Run run, CancellationToken ct)
    {
        await run.Application.StopAsync(run.Output.Progress, ct);
        return "the application is stopped";
    }
}
