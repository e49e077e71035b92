using System.Diagnostics;
using Whimbrel.Engine.Application;
using Whimbrel.Engine.Proxy;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Verify;

namespace Whimbrel.Engine.Steps.Downtime;

/// <summary>Step 6, after the migration: the application started with its replicas, healthy, and the maintenance page taken away.</summary>
public sealed class LeaveDowntime : IStep
{
    /// <summary>While a proxy reloads, an old worker can still answer between two of the new one.</summary>
    private const int HealthyInARow = 3;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    public Phase Phase => Phase.Downtime;

    public string Title => "put the application back into service";

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct) => Task.FromResult(new StepPlan(run.Facts.Downtime == "zero"
        ? "Nothing: the application kept running."
        : "Starts the application with the recorded replicas, takes the maintenance page away, and waits until it is healthy."));

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        if (run.Facts.Downtime == "zero")
        {
            return new StepResult.Skipped("zero downtime: the application kept running");
        }

        await LeaveAsync(run, ct);
        var failed = (await MigrationChecks.AskApplicationAsync(run.Settings.Application, ct)).Where(c => !c.Ok).ToList();
        return failed.Count == 0
            ? new StepResult.Done("the application is in service")
            : new StepResult.Blocked(string.Join('\n', failed.Select(c => $"{c.Name}: {c.Detail}")), "mend what they name, then run 'whimbrel migrate' again.", ExitCode.SomethingLeft);
    }

    internal static async Task LeaveAsync(Run run, CancellationToken ct)
    {
        if (run.Facts.Downtime == "full")
        {
            await run.Application.StartAsync(DowntimeNotes.FindReplicas(run), ct);
        }

        await MaintenancePage.From(run.Settings.Application)!.HideAsync(ct);
        await WaitUntilHealthyAsync(run, ct);
    }

    private static async Task WaitUntilHealthyAsync(Run run, CancellationToken ct)
    {
        if (run.Settings.Application.Health is not { } url)
        {
            return;
        }

        using var probe = new HealthProbe();
        var clock = Stopwatch.StartNew();
        var healthy = 0;
        while (true)
        {
            var answer = await probe.AskAsync(url, ct);
            healthy = answer.IsHealthy ? healthy + 1 : 0;
            if (healthy == HealthyInARow)
            {
                return;
            }

            if (!answer.IsHealthy && clock.Elapsed > run.Settings.DowntimeBudget)
            {
                throw new OperatorException($"the application is started, but not healthy after {Duration.Say(clock.Elapsed)}: {answer}", "look at its log; then 'whimbrel resume' or 'whimbrel abort'.", ExitCode.SomethingLeft);
            }

            run.Output.Progress($"waiting until {url} is healthy: {answer.Status?.ToString() ?? answer.Error}");
            await Task.Delay(_pause, ct);
        }
    }
}
