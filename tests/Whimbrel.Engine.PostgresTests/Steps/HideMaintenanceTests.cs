using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Steps.Downtime;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class HideMaintenanceTests(Servers servers)
{
    [Fact]
    public async Task Waits_until_clients_are_answered_and_shows_it_again_while_the_migrations_are_taken_back()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await FullAsync();
        await using var step = await StepUnderTest.ReachAsync<HideMaintenance>(workspace, RunCommand.Migrate, shop.Settings);
        (await step.PlanAsync()).WayBack.ShouldNotBeNull();
        (await shop.AskAsync()).ShouldBe(503);

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>().Summary.ShouldStartWith("the application is in service; a client was refused for ");
        (await shop.AskAsync(), File.Exists(shop.MaintenanceFile)).ShouldBe((200, false));
        await step.RunAgainAsync();

        (await step.UndoAsync()).ShouldBe("the maintenance page is shown");
        (await shop.AskAsync()).ShouldBe(503);
        await new ShowMaintenance().UndoAsync(step.Run, CancellationToken.None);
        (await shop.AskAsync()).ShouldBe(200);
    }

    [Fact]
    public async Task Executes_a_whole_migration_with_full_downtime_and_records_what_a_client_saw()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await FullAsync();
        using var by = new Operator(workspace);
        by.Set.AddRange(shop.Settings);

        var ending = await by.ExecuteAsync(RunCommand.Migrate);

        ending.ExitCode.ShouldBe(ExitCode.Done, ending.Message);
        shop.Commands.ShouldBe(["replicas ", "stop ", "start 3"]);
        (await shop.AskAsync()).ShouldBe(200);
        var seen = ending.Record.ClientDowntime.ShouldNotBeNull();
        seen.Seconds.ShouldBeInRange(0.01, ending.Record.Seconds);
        seen.Timeline.Select(s => s.Answer).ShouldContain(a => a == "503");
        seen.Timeline[^1].IsHealthy.ShouldBeTrue();
        (await File.ReadAllTextAsync(Path.Combine(ending.Record.Folder, "record.md"))).ShouldContain("| Downtime | full: a client was refused for ");
    }

    [Fact]
    public async Task Puts_the_application_back_when_the_migration_fails()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await FullAsync("SELECT 1 / 0;");
        using var by = new Operator(workspace);
        by.Set.AddRange(shop.Settings);

        var ending = await by.ExecuteAsync(RunCommand.Migrate);

        (ending.ExitCode, ending.Record.Status).ShouldBe((ExitCode.WentBack, "went back"));
        (shop.Replicas, File.Exists(shop.MaintenanceFile), await shop.AskAsync()).ShouldBe(("3", false, 200));
        ending.Record.ClientDowntime.ShouldNotBeNull().HealthyAgain.ShouldNotBeNull();
    }

    [Fact]
    public async Task Takes_the_migration_back_when_the_application_is_not_healthy_with_it()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await FullAsync();
        using var by = new Operator(workspace);
        by.Set.AddRange([.. shop.Settings, "downtime.budget=2s"]);
        shop.SickenOnStart();

        var ending = await by.ExecuteAsync(RunCommand.Migrate);

        ending.Message!.ShouldContain("the application is not healthy after ");
        (ending.ExitCode, await workspace.Database.HasTableAsync("a"), shop.Replicas, await shop.AskAsync()).ShouldBe((ExitCode.WentBack, false, "3", 200));
        shop.Commands.ShouldBe(["replicas ", "stop ", "start 3", "stop ", "start 3"]);
    }

    [Fact]
    public async Task Goes_back_before_a_migration_outlasts_the_budget()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await FullAsync("CREATE TABLE a (id int); SELECT pg_sleep(60);");
        using var by = new Operator(workspace);
        by.Set.AddRange([.. shop.Settings, "downtime.budget=3s"]);

        var ending = await by.ExecuteAsync(RunCommand.Migrate);

        ending.Message!.ShouldContain("the downtime budget of 3.0 s cannot be met: 3");
        (ending.ExitCode, ending.Record.Status).ShouldBe((ExitCode.BudgetNotMet, "went back"));
        (await workspace.Database.HasTableAsync("a"), shop.Replicas, await shop.AskAsync()).ShouldBe((false, "3", 200));
        ending.Record.ClientDowntime!.Seconds.ShouldBeInRange(2.5, 8);
    }

    [Fact]
    public async Task Says_what_is_left_when_the_application_does_not_start_and_goes_back_once_it_does()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await FullAsync();
        using var by = new Operator(workspace);
        by.Set.AddRange(shop.Settings);
        shop.Break();

        var ending = await by.ExecuteAsync(RunCommand.Migrate);

        ending.ExitCode.ShouldBe(ExitCode.SomethingLeft);
        ending.Message!.ShouldContain("ended with 3: no such image");
        ending.Message!.ShouldContain("going back failed");
        shop.Mend();
        await using var reopened = await by.ReopenAsync("abort");
        (await RunExecution.AbortAsync(reopened.Run)).ExitCode.ShouldBe(ExitCode.Done);
        (shop.Replicas, await workspace.Database.HasTableAsync("a"), await shop.AskAsync()).ShouldBe(("3", false, 200));
    }

    private async Task<Workspace> FullAsync(string script = "CREATE TABLE a (id int);")
    {
        var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        workspace.WriteMigration("1_a", "-- whimbrel:downtime full\n" + script, "DROP TABLE IF EXISTS a;");
        return workspace;
    }
}
