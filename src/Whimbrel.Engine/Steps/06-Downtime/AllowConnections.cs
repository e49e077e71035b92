namespace Whimbrel.Engine.Steps.Downtime;

/// <summary>Step 6.6, first: who was let into the database before is let in again.</summary>
public sealed class AllowConnections : IStep
{
    public Phase Phase => Phase.Downtime;

    public string Title => "allow connections again";

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct) => Task.FromResult(
        new StepPlan($"Gives {run.Facts.Database.Name} its connection limit and its privileges back.", [], [], "nobody new is let in, and sessions are ended, while the migrations are taken back"));

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        run.Downtime.EndBudget();
        await DrainConnections.OpenAsync(run, ct);
        return new StepResult.Done("as before");
    }

    /// <summary>The migrations behind it are taken back next: as they were made, with nobody there.</summary>
    public async Task<string?> UndoAsync(Run run, CancellationToken ct)
    {
        await DrainConnections.CloseAsync(run, ct);
        return "nobody new is let in";
    }
}
