using System.Diagnostics;
using Whimbrel.Testing;

namespace Whimbrel.Bench;

/// <summary>How long a client of the site on the Swarm is refused while the runbook's example is migrated: by the runbook's own commands, and by whimbrel.</summary>
internal sealed class DowntimeBenchmark : IBenchmark
{
    private const int Runs = 3;
    private static readonly string _commands = Path.Combine(Repository.Root, "bench", "runbook-downtime.sh");

    public string Name => "downtime";

    public async Task RunAsync()
    {
        if (await SwarmLab.StartAsync() is { } why)
        {
            await Console.Error.WriteLineAsync(why);
            return;
        }

        await BesidePsql.AlternateAsync(
            Name,
            Runs,
            null,
            ("the runbook's commands, full", () => MeasureAsync(f => Measured.Run([0], _commands, Path.Combine(f.Migrations, "20240215_add_user_preferences.sql"), SwarmLab.MaintenanceFile, SwarmLab.Host, SwarmLab.Site))),
            ("whimbrel --downtime full", () => MeasureAsync(f => Whimbrel(f, "full"))),
            ("whimbrel --downtime minimal", () => MeasureAsync(f => Whimbrel(f, "minimal"))));
    }

    private static Measured Whimbrel(SwarmFolder folder, string downtime)
    {
        folder.WriteConfig();
        return Measured.Run([0], Corpus.Whimbrel, "migrate", "--yes", "--quiet", "--skip", "backup", "--downtime", downtime, "--config", folder.Config);
    }

    /// <returns>What the client saw, in place of the command's own time.</returns>
    private static async Task<Measured> MeasureAsync(Func<SwarmFolder, Measured> migrate)
    {
        await SwarmFolder.ResetAsync();
        using var folder = new SwarmFolder();
        using var end = new CancellationTokenSource();
        var client = AskAsync(end.Token);
        await Task.Delay(TimeSpan.FromSeconds(1), end.Token);
        var measured = await Task.Run(() => migrate(folder), end.Token);
        await SwarmLab.AnswersAsync(200);
        await Task.Delay(TimeSpan.FromSeconds(3), end.Token);
        await end.CancelAsync();
        return measured with { Seconds = await client };
    }

    /// <summary>Asks without a pause; what it is refused counts from the first such request until the next that is answered.</summary>
    private static async Task<double> AskAsync(CancellationToken ct)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var (refused, clock) = (TimeSpan.Zero, Stopwatch.StartNew());
        TimeSpan? since = null;
        while (!ct.IsCancellationRequested)
        {
            var began = clock.Elapsed;
            if (!await IsAnsweredAsync(http))
            {
                since ??= began;
            }
            else if (since is { } from)
            {
                refused += clock.Elapsed - from;
                since = null;
            }

            await Task.Delay(10, CancellationToken.None);
        }

        return refused.TotalSeconds;
    }

    private static async Task<bool> IsAnsweredAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(SwarmLab.Site + "/api/version"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
