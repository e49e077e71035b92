using Whimbrel.Engine.Proxy;

namespace Whimbrel.Engine.Steps.Downtime;

/// <summary>Step 6, before the migration: the maintenance page (minimal), and the application stopped (full). Nothing for zero.</summary>
public sealed class EnterDowntime : IStep
{
    public Phase Phase => Phase.Downtime;

    public string Title => "take the application out of service";

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct)
    {
        if (run.Facts.Downtime == "zero")
        {
            return Task.FromResult(new StepPlan("Nothing: the application keeps running (zero downtime)."));
        }

        var page = MaintenancePage.From(run.Settings.Application)
            ?? throw new OperatorException($"{run.Facts.Downtime} downtime needs a maintenance page; nothing was changed", "set application.proxy.maintenance_file and application.proxy.reload.");
        if (run.Facts.Downtime == "full" && run.Application.DrivenBy is null)
        {
            throw new OperatorException("full downtime needs commands that stop and start the application; nothing was changed", "set application.commands.stop and application.commands.start.");
        }

        var stop = run.Facts.Downtime == "full" ? $", then stops the application ({run.Application.DrivenBy})" : "";
        return Task.FromResult(new StepPlan($"Writes {page.File}, reloads the proxy{stop}.", [], [], "the application is started again and the maintenance page taken away"));
    }

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        if (run.Facts.Downtime == "zero")
        {
            return new StepResult.Skipped("zero downtime: the application keeps running");
        }

        // The number is on disk before anything is stopped: after a crash it could not be counted any more.
        var replicas = DowntimeNotes.FindReplicas(run) ?? await run.Application.CountReplicasAsync(ct);
        DowntimeNotes.WriteReplicas(run, replicas);
        await MaintenancePage.From(run.Settings.Application)!.ShowAsync(ct);
        if (run.Facts.Downtime == "full")
        {
            await run.Application.StopAsync(ct);
        }

        return new StepResult.Done(run.Facts.Downtime == "full" ? $"maintenance page on, application stopped (replicas before: {replicas?.ToString() ?? "not counted"})" : "maintenance page on");
    }

    public async Task<string?> UndoAsync(Run run, CancellationToken ct)
    {
        if (!DowntimeNotes.IsBegun(run) || run.State.IsDone(nameof(LeaveDowntime)))
        {
            return null;
        }

        await LeaveDowntime.LeaveAsync(run, ct);
        return "the application is in service again";
    }
}
