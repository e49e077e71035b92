using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using Npgsql;

namespace Whimbrel.EndToEndTests.Dashboard;

/// <summary>The page as it looks: on a telephone and on a wall, light and dark. The pictures stand in artifacts/screenshots.</summary>
public sealed class DashboardLooksTests(Servers servers, Chromium chromium)
{
    private const int Samples = 10_000;

    private static readonly string _axe = File.ReadAllText(Path.Combine(Repository.Root, "artifacts", "npm", "axe", "axe.min.js"));

    [Fact]
    public async Task Is_accessible_and_fits_every_width_light_and_dark()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE TABLE gate (id int); CREATE TABLE held (id int)");
        workspace.WriteMigration("20240301_gated", "DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM gate) LOOP PERFORM pg_sleep(0.05); END LOOP; END $$;");
        await using var dashboard = await DashboardProcess.StartAsync(workspace);
        await using var page = await chromium.OpenAsync(dashboard);
        using var run = workspace.Start(null, "migrate", "--yes");
        await page.SaysAsync("#headline", "pply 20240301_gated");
        await File.WriteAllTextAsync(Path.Combine(workspace.Runs()[0], "latency.jsonl"), Latency());
        await page.SaysAsync("#latency-says", "half within");
        await using var blocker = await workspace.Database.OpenAsync();
        await using var hold = new NpgsqlCommand("BEGIN; LOCK TABLE held IN ACCESS EXCLUSIVE MODE", blocker);
        await hold.ExecuteNonQueryAsync();
        var waiting = Task.WhenAll(workspace.Database.ExecuteAsync("SELECT count(*) FROM held"), workspace.Database.ExecuteAsync("SELECT max(id) FROM held"));
        await page.SaysAsync("#waits-says", "2 sessions wait");

        await ShouldLookWellAsync(page, "running");
        await page["#abort"].ClickAsync();
        await page.SaysAsync("#ask-loses", "user_preferences");
        await ShouldLookWellAsync(page, "abort");
        await page["#ask-no"].ClickAsync();
        await blocker.DisposeAsync();
        await waiting;
        await workspace.Database.ExecuteAsync("INSERT INTO gate VALUES (1)");
        (await run.EndAsync()).ShouldEndWith(0);
        await page.SaysAsync("#headline", "Migrated");
        await ShouldLookWellAsync(page, "done");
        page.ShouldHaveNoComplaint();
    }

    private static async Task ShouldLookWellAsync(DashboardPage page, string name)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            foreach (var (width, height) in new[] { (360, 740), (1280, 900), (2560, 1300) })
            {
                await page.Page.SetViewportSizeAsync(width, height);
                await page.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Repository.Root, "artifacts", "screenshots", $"dashboard-{name}-{scheme}-{width}.png"), FullPage = name != "abort" });
                (await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBe(width, $"{name} {scheme}: nothing is cut off");
                (await page.Page.EvaluateAsync<double>("document.documentElement.scrollHeight - scrollY - document.querySelector('main').getBoundingClientRect().bottom")).ShouldBeLessThan(260, $"{name} {scheme} {width}: nothing stands below");
            }

            // The browser's own world: the page's policy lets no script of ours in.
            (await ViolationsAsync(page)).ShouldBeEmpty($"{name} {scheme}");
        }
    }

    private static Task<string[]> ViolationsAsync(DashboardPage page) => page.Page.EvaluateAsync<string[]>(
        $$"""
        async () => {
          if (!window.axe) { {{_axe}} }
          const found = await window.axe.run();
          return found.violations.map(v => `${v.id}: ${v.nodes.map(n => `${n.target} ${n.failureSummary}`).join('; ')}`);
        }
        """);

    /// <summary>Two and a half hours of answers, with an outage of ten seconds.</summary>
    private static string Latency()
    {
        var lines = new StringBuilder();
        var since = DateTimeOffset.UtcNow.AddSeconds(-Samples);
        for (var i = 0; i < Samples; i++)
        {
            var failed = i is > 6000 and < 6010 ? 40 : 0;
            var p50 = 4 + 2 * Math.Sin(i / 300.0);
            lines.Append(CultureInfo.InvariantCulture, $$"""{"at":"{{since.AddSeconds(i):yyyy-MM-dd'T'HH:mm:ss'Z'}}","url":"http://127.0.0.1/health","requests":40,"failed":{{failed}},"p50Ms":{{p50:0.0}},"p95Ms":{{p50 * 2.5:0.0}},"maxMs":{{p50 * 4:0.0}}}""").Append('\n');
        }

        return lines.ToString();
    }
}
