using System.Diagnostics;
using Whimbrel.Engine.Application;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Downtime;

/// <summary>Waits until a client is answered as it should be.</summary>
internal static class ClientAnswers
{
    /// <summary>While a proxy reloads, an old worker can still answer between two of the new one.</summary>
    private const int InARow = 5;

    private const int Maintenance = 503;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <exception cref="OperatorException">When the application still answers although the page is on.</exception>
    internal static async Task WaitForMaintenanceAsync(Run run, CancellationToken ct)
    {
        if (DowntimeWatch.Url(run.Settings) is { } url && await WaitAsync(run, url, a => a.Status == Maintenance, _patience, ct) is { } last)
        {
            throw new OperatorException(
                $"the maintenance page is on, and after {Duration.Say(_patience)} a client still gets another answer: {last}",
                "see that the proxy includes application.proxy.maintenance_file, and which server block answers; application.proxy.configuration takes one of your own.",
                ExitCode.WentBack);
        }
    }

    /// <summary>The page is gone for whoever asks what is not excepted from it.</summary>
    internal static async Task WaitForItsEndAsync(Run run, CancellationToken ct)
    {
        if (DowntimeWatch.Url(run.Settings) is { } url && url != run.Settings.Application.Health && await WaitAsync(run, url, a => a.Status is not (null or Maintenance), _patience, ct) is { } last)
        {
            throw new OperatorException($"the maintenance page was taken away, and after {Duration.Say(_patience)} a client still sees it: {last}", "see that the proxy was reloaded; then 'whimbrel resume' or 'whimbrel abort'.", ExitCode.SomethingLeft);
        }
    }

    /// <param name="patience">How long it may take.</param>
    /// <exception cref="OperatorException">When it is not healthy by then.</exception>
    internal static async Task WaitForHealthAsync(Run run, string url, TimeSpan patience, CancellationToken ct)
    {
        if (await WaitAsync(run, url, a => a.IsHealthy, patience, ct) is { } last)
        {
            throw new OperatorException($"the application is not healthy after {Duration.Say(patience)}: {last}", "look at its log; then 'whimbrel resume' or 'whimbrel abort'.", ExitCode.SomethingLeft);
        }
    }

    /// <returns>Null when it came; else the last answer.</returns>
    private static async Task<HealthAnswer?> WaitAsync(Run run, string url, Func<HealthAnswer, bool> isGood, TimeSpan patience, CancellationToken ct)
    {
        using var probe = new HealthProbe();
        var (clock, good) = (Stopwatch.StartNew(), 0);
        while (true)
        {
            var answer = await probe.AskAsync(url, ct);
            good = isGood(answer) ? good + 1 : 0;
            if (good == InARow)
            {
                return null;
            }

            if (good == 0 && clock.Elapsed > patience)
            {
                return answer;
            }

            run.Output.Progress($"waiting for {url}: {answer.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? answer.Error}, {Duration.Say(clock.Elapsed)}");
            await Task.Delay(_pause, ct);
        }
    }
}
