using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Steps.Downtime;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class LeaveDowntimeTests(Servers servers)
{
    [Fact]
    public async Task Has_nothing_to_do_after_zero_downtime()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<LeaveDowntime>(workspace);

        await step.PlanAsync();
        (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Skipped>();
        (await step.UndoAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Starts_the_recorded_replicas_and_waits_until_clients_are_answered()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await FullAsync();
        await using var step = await StepUnderTest.ReachAsync<LeaveDowntime>(workspace, RunCommand.Migrate, shop.Settings);
        await step.PlanAsync();
        await shop.AnswersAsync(503);

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();
        (shop.Replicas, File.Exists(shop.MaintenanceFile)).ShouldBe(("3", false));
        await shop.AnswersAsync(200);

        await step.RunAgainAsync();
        (shop.Replicas, await shop.AskAsync()).ShouldBe(("3", 200));
        (await step.UndoAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Executes_a_whole_migration_with_full_downtime()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await FullAsync();
        using var by = new Operator(workspace);
        by.Set.AddRange(shop.Settings);

        var ending = await by.ExecuteAsync(RunCommand.Migrate);

        ending.ExitCode.ShouldBe(ExitCode.Done, ending.Message);
        shop.Commands.ShouldBe(["replicas ", "stop ", "start 3"]);
        (await shop.AskAsync()).ShouldBe(200);
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
        (shop.Replicas, File.Exists(shop.MaintenanceFile)).ShouldBe(("3", false));
        await shop.AnswersAsync(200);
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
        (shop.Replicas, await workspace.Database.HasTableAsync("a")).ShouldBe(("3", false));
        await shop.AnswersAsync(200);
    }

    private async Task<Workspace> FullAsync(string script = "CREATE TABLE a (id int);")
    {
        var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        workspace.WriteMigration("1_a", "-- whimbrel:downtime full\n" + script, "DROP TABLE IF EXISTS a;");
        return workspace;
    }
}
