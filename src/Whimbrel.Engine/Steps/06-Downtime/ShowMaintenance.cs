using Whimbrel.Engine.Application;
using Whimbrel.Engine.Proxy;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Downtime;

/// <summary>Step 6.1: the proxy answers 503, and a client sees it.</summary>
public sealed class ShowMaintenance : IStep
{
    public Phase Phase => Phase.Downtime;

    public string Title => "show the maintenance page";

    public async Task<StepPlan> PlanAsync(Run run, CancellationToken ct)
    {
        var page = MaintenancePage.From(run.Settings.Application, run.Swarm)
            ?? throw new OperatorException($"{run.Facts.Downtime} downtime needs a maintenance page; nothing was changed", "set application.proxy.maintenance_file, and application.proxy.service or application.proxy.reload.");
        if (page.IsOn && !run.State.IsBegun(nameof(ShowMaintenance)))
        {
            throw new OperatorException($"{page.File} is there already: the site is in maintenance, and not by this run; nothing was changed", "find out who put it there, and take it away; then run the same command.");
        }

        await page.AssertPossibleAsync(ct);
        var seen = DowntimeWatch.Url(run.Settings) is { } url ? $", and waits until {url} answers 503" : "";
        return new StepPlan($"Writes {page.File}, lets the proxy test it, reloads the proxy ({page.Proxy.ReloadedBy}){seen}.", [], [], "the maintenance page is taken away");
    }

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        run.Notifier.Downtime(run);
        await ApplicationLog.NoteAsync(run, ct);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await ShowAsync(run, ct);
        return new StepResult.Done($"clients are answered 503, {Duration.Say(clock.Elapsed)} after it was begun");
    }

    /// <summary>The last of going back: what was before is there again, so that clients may see it.</summary>
    public async Task<string?> UndoAsync(Run run, CancellationToken ct)
    {
        // Behind it there is no other way: the budget, which may be over, ends no waiting here.
        await HideMaintenance.HideAsync(run, run.Settings.Downtime.ForStart, ct);
        return "the maintenance page is off, the application is in service";
    }

    internal static async Task ShowAsync(Run run, CancellationToken ct)
    {
        run.Downtime.Begin(run);
        await MaintenancePage.From(run.Settings.Application, run.Swarm)!.ShowAsync(ct);
        await ClientAnswers.WaitForMaintenanceAsync(run, ct);
        if (run.Downtime.FirstRefused is { } at && DowntimeNotes.FindFirstRefused(run.Journal.Entries) is null)
        {
            DowntimeNotes.WriteFirstRefused(run, at);
        }
    }
}
