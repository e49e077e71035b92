using System.Globalization;
using Whimbrel.Engine.Proxy;
using Whimbrel.Engine.Steps.Verify;

namespace Whimbrel.Engine.Steps.Downtime;

/// <summary>Step 6.7: the maintenance page is taken away, and a client is answered by a healthy application.</summary>
public sealed class HideMaintenance : IStep
{
    public Phase Phase => Phase.Downtime;

    public string Title => "take the maintenance page away";

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct) => Task.FromResult(
        new StepPlan($"Takes {run.Settings.Application.Proxy.MaintenanceFile} away, reloads the proxy, and waits until the application is healthy.", [], [], "the maintenance page is shown while the migrations are taken back"));

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        var left = run.Settings.Downtime.Budget - run.Downtime.Elapsed;
        await HideAsync(run, left > _least ? left : _least, ct);
        var failed = (await MigrationChecks.AskApplicationAsync(run.Settings.Application, ct)).Where(c => !c.Ok).ToList();
        if (failed.Count > 0)
        {
            return new StepResult.Blocked(string.Join('\n', failed.Select(c => $"{c.Name}: {c.Detail}")), "mend what they name, then run 'whimbrel migrate' again.", ExitCode.SomethingLeft);
        }

        // In service already: this is no downtime.
        await run.Application.HoldAsync(DowntimeNotes.FindReplicas(run) ?? [], run.Output.Progress, ct);
        var seen = DowntimeNotes.FindSeen(run.Journal.Entries);
        return new StepResult.Done(seen?.FirstRefused is null ? "the application is in service" : string.Create(CultureInfo.InvariantCulture, $"the application is in service; a client was refused for {seen.Seconds:0.00} s"));
    }

    public async Task<string?> UndoAsync(Run run, CancellationToken ct)
    {
        await ShowMaintenance.ShowAsync(run, ct);
        run.Downtime.EndBudget();
        return "the maintenance page is shown";
    }

    /// <param name="patience">How long the application may take to be healthy.</param>
    internal static async Task HideAsync(Run run, TimeSpan patience, CancellationToken ct)
    {
        run.Downtime.EndBudget();
        var page = MaintenancePage.From(run.Settings.Application, run.Swarm)!;
        await page.HideAsync(ct);
        if (run.Settings.Application.Health is { } url)
        {
            await ClientAnswers.WaitForHealthAsync(run, url, patience, ct);
        }

        await ClientAnswers.WaitForItsEndAsync(run, ct);
        page.Forget();
        await run.Downtime.EndAsync(run);
    }

    /// <summary>However little of the budget is left: an application that starts needs some time.</summary>
    private static readonly TimeSpan _least = TimeSpan.FromSeconds(5);
}
