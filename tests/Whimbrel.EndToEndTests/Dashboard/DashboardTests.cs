using Microsoft.Playwright;
using Npgsql;

namespace Whimbrel.EndToEndTests.Dashboard;

/// <summary>The page in a real browser, beside a real run.</summary>
public sealed class DashboardTests(Servers servers, Chromium chromium)
{
    private const string Attack = "<img src=x onerror=alert(1)>";

    /// <summary>A migration that goes on when the test lets it.</summary>
    private const string Gated = "DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM gate) LOOP PERFORM pg_sleep(0.05); END LOOP; END $$;";

    [Fact]
    public async Task Follows_a_run_from_its_first_step_to_its_verdict_through_a_reload_and_in_two_browsers()
    {
        using var workspace = await GatedAsync(Gated);
        await using var dashboard = await DashboardProcess.StartAsync(workspace);
        await using var first = await chromium.OpenAsync(dashboard);
        await first.SaysAsync("#headline", "No run");
        await first.SaysAsync("#plan", "20240301_gated");
        new Uri(first.Page.Url).Query.ShouldBeEmpty();

        using var run = workspace.Start(null, "migrate", "--yes", "--watch", "2s");
        await first.SaysAsync("#headline", "pply 20240301_gated");
        await first.SaysAsync("#back", "20240215");
        await first.SaysAsync("#steps", "pply 20240215_add_user_preferences");
        await first.SaysAsync("#next", "Next: ");
        await first.Page.ReloadAsync();
        await using var second = await chromium.OpenAsync(dashboard, 360, 740);
        foreach (var page in new[] { first, second })
        {
            await page.SaysAsync("#headline", "pply 20240301_gated");
            await page.SaysAsync("#log", "3 statements and the version row committed");
            await page.SaysAsync("#plan-title", "Plan of this run");
            (await page["#steps .running"].CountAsync()).ShouldBe(1);
        }

        await workspace.Database.ExecuteAsync("INSERT INTO gate VALUES (1)");
        (await run.EndAsync()).ShouldEndWith(0);
        foreach (var page in new[] { first, second })
        {
            await page.SaysAsync("#headline", "Migrated: 20240201 → 20240301");
            await page.SaysAsync("#back", "whimbrel rollback --to 20240201");
            await page.SaysAsync("#runs", "migrate done 20240201 → 20240301");
            await page.SaysAsync("#plan", "Nothing is pending.");
            (await page["#abort"].IsDisabledAsync()).ShouldBeTrue();
            (await page["#steps .planned"].CountAsync()).ShouldBe(0);
            page.ShouldHaveNoComplaint();
        }
    }

    [Fact]
    public async Task An_abort_asks_and_then_the_run_goes_back()
    {
        using var workspace = await GatedAsync(Gated);
        await using var dashboard = await DashboardProcess.StartAsync(workspace);
        await using var page = await chromium.OpenAsync(dashboard);
        using var run = workspace.Start(null, "migrate", "--yes");
        await page.SaysAsync("#headline", "pply 20240301_gated");

        // From the keyboard, and first not.
        await page["#abort"].FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await page.SaysAsync("#ask-title", "Abort the run?");
        await page.SaysAsync("#ask-does", "20240215");
        await page.SaysAsync("#ask-loses", "user_preferences");
        (await page.Page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("ask-no");
        await page.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page["#ask"]).ToBeHiddenAsync();
        run.HasEnded.ShouldBeFalse();

        await page["#abort"].ClickAsync();
        await page["#ask-yes"].ClickAsync();
        await page.SaysAsync("#notices", "The run was told to go back.");
        (await run.EndAsync(TimeSpan.FromSeconds(15))).ShouldEndWith(130, "interrupted: going back");
        await page.SaysAsync("#kicker", "Interrupted");
        await page.SaysAsync("#headline", "The database is at 20240201");
        await workspace.ShouldBeAtAsync("20240201");
        page.ShouldHaveNoComplaint();
    }

    [Fact]
    public async Task A_run_that_was_killed_is_stopped_and_an_abort_of_the_page_takes_it_back()
    {
        using var workspace = await GatedAsync(Gated);
        await using var dashboard = await DashboardProcess.StartAsync(workspace);
        await using var page = await chromium.OpenAsync(dashboard);
        using var run = workspace.Start(null, "migrate", "--yes");
        await page.SaysAsync("#headline", "pply 20240301_gated");

        run.Kill();
        await page.SaysAsync("#kicker", "■ Stopped");
        await page.SaysAsync("#detail", "'whimbrel resume' goes on, 'whimbrel abort' goes back");
        await page["#abort"].ClickAsync();
        await page.SaysAsync("#ask-title", "Abort the stopped run?");
        await page["#ask-yes"].ClickAsync();

        await page.SaysAsync("#kicker", "Aborted");
        await page.SaysAsync("#notices", "was aborted");
        workspace.ShouldHaveEnded("aborted");
        await workspace.ShouldBeAtAsync("20240201");
        page.ShouldHaveNoComplaint();
    }

    [Fact]
    public async Task A_run_of_another_machine_is_shown_and_cannot_be_aborted_from_here()
    {
        using var workspace = await GatedAsync(Gated);
        await using var dashboard = await DashboardProcess.StartAsync(workspace);
        await using var page = await chromium.OpenAsync(dashboard);
        using var run = workspace.Start(null, "migrate", "--yes");
        await page.SaysAsync("#headline", "pply 20240301_gated");

        // As it looks when the state folder is shared: the place is another machine's.
        var progress = Path.Combine(workspace.Runs()[0], "progress.json");
        var told = await File.ReadAllTextAsync(progress);
        await File.WriteAllTextAsync(progress, told.Replace($"\"host\":\"{Environment.MachineName}\",\"place\":\"", "\"host\":\"manager-2\",\"place\":\"manager-2 ", StringComparison.Ordinal));

        await page.SaysAsync("#abort-why", "it runs on manager-2: press Ctrl-C in its terminal there");
        await page.SaysAsync("#kicker", "on manager-2");
        (await page["#abort"].IsDisabledAsync()).ShouldBeTrue();
        await workspace.Database.ExecuteAsync("INSERT INTO gate VALUES (1)");
        (await run.EndAsync()).ShouldEndWith(0);
        await page.SaysAsync("#headline", "Migrated");
    }

    [Fact]
    public async Task A_server_that_is_down_is_shown_and_the_page_comes_back_with_it_and_with_the_dashboard()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools);
        using var workspace = await Workspace.CreateHostingAsync(server);
        var port = FreePort.Find();
        var dashboard = await DashboardProcess.StartAsync(workspace, "--port", $"{port}");
        await using var page = await chromium.OpenAsync(dashboard);
        await page.SaysAsync("#server", "✓ PostgreSQL 15");

        await server.StopAsync("immediate");
        await page.SaysAsync("#server", "✗ server down");
        await page.SaysAsync("#locks-says", "The server does not answer");
        await server.BootAsync();
        await page.SaysAsync("#server", "✓ PostgreSQL 15");

        await dashboard.DisposeAsync();
        await page.SaysAsync("#link", "the dashboard does not answer");
        await using var anew = await DashboardProcess.StartAsync(workspace, "--port", $"{port}");
        await page.SaysAsync("#link", "was started anew");
        await page.Page.GotoAsync(anew.Url.AbsoluteUri);
        await page.SaysAsync("#server", "✓ PostgreSQL 15");
    }

    [Fact]
    public async Task What_scripts_and_sessions_say_is_text()
    {
        using var workspace = await GatedAsync($"-- {Attack}\nCREATE TABLE \"{Attack}\" (id int);\nDO $$ BEGIN RAISE NOTICE '{Attack}'; END $$;\n{Gated}");
        await using var dashboard = await DashboardProcess.StartAsync(workspace);
        await using var page = await chromium.OpenAsync(dashboard);
        await workspace.Database.ExecuteAsync("CREATE TABLE held (id int)");
        using var run = workspace.Start(null, "migrate", "--yes");
        await page.SaysAsync("#log", Attack);

        await using var blocker = await workspace.Database.OpenAsync();
        await RunAsync(blocker, "BEGIN; LOCK TABLE held IN ACCESS EXCLUSIVE MODE");
        var waiting = workspace.Database.ExecuteAsync($"SELECT count(*) AS \"{Attack}\" FROM held");

        await page.SaysAsync("#locks .victim", Attack);
        await page.SaysAsync("#locks .blocker", "blocks: pid");
        await page.SaysAsync("#waits-says", "1 session waits");
        await page["#plan summary"].Filter(new LocatorFilterOptions { HasText = "20240301_gated" }).First.ClickAsync();
        await page.SaysAsync("#plan pre", Attack);
        (await page["img:not([src='/icon.svg'])"].CountAsync()).ShouldBe(0);
        page.ShouldHaveNoComplaint();

        await RunAsync(blocker, "ROLLBACK");
        await waiting;
        await workspace.Database.ExecuteAsync("INSERT INTO gate VALUES (1)");
        (await run.EndAsync()).ShouldEndWith(0);
        await page.SaysAsync("#locks-says", "Nobody waits");
    }

    private async Task<Workspace> GatedAsync(string script)
    {
        var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE TABLE gate (id int)");
        workspace.WriteMigration("20240301_gated", script);
        return workspace;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
