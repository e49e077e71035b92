using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using Whimbrel.Testing;

namespace Whimbrel.Bench;

/// <summary>The dashboard's page with 10,000 seconds of answers and a plan of 500 statements, in Chromium: from the address to the drawn charts.</summary>
internal sealed class DashboardBenchmark : IBenchmark
{
    private const int Runs = 11;
    private const int Seconds = 10_000;
    private const int Statements = 500;
    private const double Megabyte = 1024 * 1024;

    /// <summary>Notes when the chart has its figures, the plan its steps, and both were painted.</summary>
    private const string Watch = """
        document.addEventListener('DOMContentLoaded', () => {
          const observer = new MutationObserver(() => {
            if (!document.getElementById('latency-says').textContent.includes('half within') || !document.querySelector('#plan .planned')) return;
            observer.disconnect();
            requestAnimationFrame(() => requestAnimationFrame(() => document.documentElement.dataset.drawnAt = performance.now()));
          });
          observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        });
        """;

    public string Name => "dashboard";

    public async Task RunAsync()
    {
        await using var server = await BesidePsql.StartAsync();
        using var workspace = await Workspace.CreateHostingAsync(server);
        BesidePsql.Whimbrel(workspace, "migrate", "--yes");
        await File.WriteAllTextAsync(Path.Combine(workspace.Runs()[0], "latency.jsonl"), Answers());
        workspace.WriteMigration("20240301_many", string.Concat(Enumerable.Range(0, Statements).Select(i => $"CREATE TABLE t{i} (id int);\n")));
        using var dashboard = Process.Start(new ProcessStartInfo(Corpus.Whimbrel, ["dashboard", "--config", workspace.Config]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        try
        {
            BenchmarkTable.Write(Name, await MeasureAsync(dashboard, await AddressAsync(dashboard)));
        }
        finally
        {
            dashboard.Kill();
        }
    }

    private static async Task<IReadOnlyList<BenchmarkRow>> MeasureAsync(Process dashboard, string address)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox"] });
        var page = await browser.NewPageAsync();
        await page.AddInitScriptAsync(Watch);
        await page.GotoAsync(address);
        var devTools = await page.Context.NewCDPSessionAsync(page);
        await devTools.SendAsync("Performance.enable");
        var (pages, servers) = (new List<Measured>(), new List<Measured>());
        for (var run = 0; run < Runs; run++)
        {
            dashboard.Refresh();
            var (before, busy) = (dashboard.TotalProcessorTime, (await MetricsAsync(devTools))["TaskDuration"]);
            await page.ReloadAsync();
            await Assertions.Expect(page.Locator("html[data-drawn-at]")).ToBeAttachedAsync(new LocatorAssertionsToBeAttachedOptions { Timeout = 20_000 });
            var seconds = double.Parse((await page.Locator("html").GetAttributeAsync("data-drawn-at"))!, CultureInfo.InvariantCulture) / 1000;
            var metrics = await MetricsAsync(devTools);
            dashboard.Refresh();
            pages.Add(new Measured(seconds, metrics["TaskDuration"] - busy, metrics["JSHeapUsedSize"] / Megabyte));
            servers.Add(new Measured(seconds, (dashboard.TotalProcessorTime - before).TotalSeconds, dashboard.PeakWorkingSet64 / Megabyte));
        }

        return [new BenchmarkRow("the page drawn; the heap of its scripts", pages, null), new BenchmarkRow("whimbrel dashboard meanwhile", servers, null)];
    }

    private static async Task<IReadOnlyDictionary<string, double>> MetricsAsync(ICDPSession devTools)
    {
        var answer = await devTools.SendAsync("Performance.getMetrics");
        return answer!.Value.GetProperty("metrics").EnumerateArray().ToDictionary(m => m.GetProperty("name").GetString()!, m => m.GetProperty("value").GetDouble(), StringComparer.Ordinal);
    }

    private static async Task<string> AddressAsync(Process dashboard)
    {
        while (await dashboard.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Trim() is ['h', 't', 't', 'p', ..] address)
                return address;
        }

        throw new InvalidOperationException("the dashboard printed no address");
    }

    private static string Answers()
    {
        var lines = new StringBuilder();
        var since = DateTimeOffset.UtcNow.AddSeconds(-Seconds);
        for (var i = 0; i < Seconds; i++)
            lines.Append(CultureInfo.InvariantCulture, $$"""{"at":"{{since.AddSeconds(i):yyyy-MM-dd'T'HH:mm:ss'Z'}}","url":"http://127.0.0.1/health","requests":5,"failed":0,"p50Ms":{{4 + (i % 7)}},"p95Ms":{{9 + (i % 11)}},"maxMs":{{20 + (i % 13)}}}""").Append('\n');
        return lines.ToString();
    }
}
