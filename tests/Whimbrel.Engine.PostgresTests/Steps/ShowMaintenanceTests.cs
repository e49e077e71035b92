using Whimbrel.Engine.Steps.Downtime;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class ShowMaintenanceTests(Servers servers)
{
    [Fact]
    public async Task Shows_the_maintenance_page_and_takes_it_away_again()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await MinimalAsync();
        await using var step = await StepUnderTest.ReachAsync<ShowMaintenance>(workspace, RunCommand.Migrate, shop.Settings);

        (await step.PlanAsync()).WayBack.ShouldNotBeNull();
        (await shop.AskAsync()).ShouldBe(200);
        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>().Summary.ShouldStartWith("clients are answered 503");
        using (var answer = await shop.GetAsync("/any/where?x=1"))
        {
            ((int)answer.StatusCode, answer.Headers.RetryAfter?.Delta, answer.Content.Headers.ContentType?.MediaType).ShouldBe((503, TimeSpan.FromMinutes(1), "text/html"));
            (await answer.Content.ReadAsStringAsync()).ShouldContain("Back in a moment");
        }

        await step.RunAgainAsync();
        (await shop.AskAsync()).ShouldBe(503);
        (await step.UndoAsync()).ShouldBe("the maintenance page is off, the application is in service");
        (await shop.AskAsync()).ShouldBe(200);
        Directory.EnumerateFiles(Path.GetDirectoryName(shop.MaintenanceFile)!).ShouldBeEmpty();
        await step.UndoAsync();
        (await shop.AskAsync()).ShouldBe(200);
    }

    [Fact]
    public async Task Shows_the_operators_own_page()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await MinimalAsync();
        var page = Path.Combine(workspace.Folder, "sorry.html");
        await File.WriteAllTextAsync(page, "<p>Sorry, we are moving.</p>");
        await using var step = await StepUnderTest.ReachAsync<ShowMaintenance>(workspace, RunCommand.Migrate, [.. shop.Settings, $"application.proxy.page={page}"]);

        await step.RunAsync();

        using var answer = await shop.GetAsync("/");
        (await answer.Content.ReadAsStringAsync()).ShouldBe("<p>Sorry, we are moving.</p>");
        await step.UndoAsync();
    }

    [Fact]
    public async Task Lets_the_health_path_through_where_it_is_excepted()
    {
        await using var application = await ShopFront.OpenAsync();
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await MinimalAsync();
        await using var step = await StepUnderTest.ReachAsync<ShowMaintenance>(
            workspace,
            RunCommand.Migrate,
            [.. shop.Settings, "application.proxy.except=[/health]", $"application.proxy.upstream=http://127.0.0.1:{application.Port}/", $"application.endpoints=['http://127.0.0.1:{shop.Port}/api/version']"]);

        await step.RunAsync();

        (await shop.AskAsync()).ShouldBe(200);
        using var page = await shop.GetAsync("/api/version");
        ((int)page.StatusCode).ShouldBe(503);
        await step.UndoAsync();
    }

    [Theory]
    [InlineData("", "server { listen 127.0.0.1:PORT default_server; server_name other.example; return 204; }", "nginx.conf:13 is the default_server already: nginx takes no second one on that address; nothing was changed")]
    [InlineData("server_name 127.0.0.1;", "", "requests to 127.0.0.1 are answered by")]
    [InlineData("", "server { listen PORT2 default_server; include nothing.conf }", "the proxy's configuration is broken already, a reload would fail:")]
    public async Task Refuses_where_another_block_would_answer_or_the_configuration_is_broken(string ofSite, string behind, string message)
    {
        await using var shop = await ShopFront.OpenAsync();
        await using var spoilt = behind.Contains("PORT2", StringComparison.Ordinal)
            ? await ShopFront.OpenAsync()
            : await ShopFront.OpenAsync(ofSite, behind.Replace("PORT", $"{shop.Port + 1}", StringComparison.Ordinal));
        if (behind.Contains("PORT2", StringComparison.Ordinal))
        {
            spoilt.Spoil(behind);
        }

        using var workspace = await MinimalAsync();

        var refused = await Should.ThrowAsync<OperatorException>(() => StepUnderTest.ReachAsync<ShowMaintenance>(workspace, RunCommand.Migrate, spoilt.Settings));

        refused.Message.ShouldContain(message);
        (refused.ExitCode, workspace.Runs().Count, await spoilt.AskAsync()).ShouldBe((ExitCode.Refused, 0, 200));
    }

    [Fact]
    public async Task Goes_back_when_a_client_does_not_see_it()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await MinimalAsync();
        // No *.conf: nginx does not include it.
        var elsewhere = Path.Combine(Path.GetDirectoryName(shop.MaintenanceFile)!, "maintenance.off");
        using var by = new Operator(workspace);
        by.Set.AddRange([.. shop.Settings, $"application.proxy.maintenance_file={elsewhere}"]);

        var ending = await by.ExecuteAsync(RunCommand.Migrate);

        ending.Message!.ShouldContain("the maintenance page is on, and after 10 s a client still gets another answer");
        (ending.ExitCode, File.Exists(elsewhere), await shop.AskAsync(), await workspace.Database.HasTableAsync("a")).ShouldBe((ExitCode.WentBack, false, 200, false));
    }

    [Fact]
    public async Task Takes_a_configuration_away_that_the_proxy_refuses()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await MinimalAsync();
        var own = Path.Combine(workspace.Folder, "own.conf");
        await File.WriteAllTextAsync(own, "server { listen nowhere; }");
        using var by = new Operator(workspace);
        by.Set.AddRange([.. shop.Settings, $"application.proxy.configuration={own}"]);

        var ending = await by.ExecuteAsync(RunCommand.Migrate);

        ending.Message!.ShouldContain("the proxy does not take the maintenance page:");
        (ending.ExitCode, File.Exists(shop.MaintenanceFile), await shop.AskAsync()).ShouldBe((ExitCode.WentBack, false, 200));
    }

    [Fact]
    public async Task Says_before_anything_begins_that_there_is_no_page()
    {
        using var workspace = await MinimalAsync();

        (await Should.ThrowAsync<OperatorException>(() => StepUnderTest.ReachAsync<ShowMaintenance>(workspace))).Message
            .ShouldBe("minimal downtime needs a maintenance page; nothing was changed");
        workspace.Runs().ShouldBeEmpty();
    }

    private async Task<Workspace> MinimalAsync()
    {
        var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        workspace.WriteMigration("1_a", "-- whimbrel:downtime minimal\nCREATE TABLE a (id int);", "DROP TABLE a;");
        return workspace;
    }
}
