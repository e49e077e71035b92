using Whimbrel.Engine.Steps.Downtime;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class EnterDowntimeTests(Servers servers)
{
    [Fact]
    public async Task Leaves_the_application_alone_for_zero_downtime()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<EnterDowntime>(workspace);

        (await step.PlanAsync()).WayBack.ShouldBeNull();
        (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Skipped>();
        (await step.UndoAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Shows_the_maintenance_page_and_takes_it_away_again()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await DowntimeAsync("minimal");
        await using var step = await StepUnderTest.ReachAsync<EnterDowntime>(workspace, RunCommand.Migrate, shop.Settings);

        (await step.PlanAsync()).WayBack.ShouldNotBeNull();
        (await shop.AskAsync()).ShouldBe(200);
        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>().Summary.ShouldBe("maintenance page on");
        await shop.AnswersAsync(503);
        await step.RunAgainAsync();
        await shop.AnswersAsync(503);
        shop.Commands.ShouldNotContain(c => c == "stop ");

        (await step.UndoAsync()).ShouldBe("the application is in service again");
        await shop.AnswersAsync(200);
        File.Exists(shop.MaintenanceFile).ShouldBeFalse();
        await step.UndoAsync();
        await shop.AnswersAsync(200);
    }

    [Fact]
    public async Task Stops_the_application_and_starts_the_recorded_replicas_again()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await DowntimeAsync("full");
        await using var step = await StepUnderTest.ReachAsync<EnterDowntime>(workspace, RunCommand.Migrate, shop.Settings);

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>().Summary.ShouldBe("maintenance page on, application stopped (replicas before: 3)");
        shop.Replicas.ShouldBe("0");

        // After a crash it is run again, when there is nothing left to be counted.
        await step.RunAgainAsync();
        (await step.UndoAsync()).ShouldBe("the application is in service again");

        shop.Replicas.ShouldBe("3");
        await shop.AnswersAsync(200);
    }

    [Fact]
    public async Task Says_before_anything_begins_that_it_cannot_be_done()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var minimal = await DowntimeAsync("minimal");
        using var full = await DowntimeAsync("full");

        (await Should.ThrowAsync<OperatorException>(() => StepUnderTest.ReachAsync<EnterDowntime>(minimal))).Message
            .ShouldBe("minimal downtime needs a maintenance page; nothing was changed");
        (await Should.ThrowAsync<OperatorException>(() => StepUnderTest.ReachAsync<EnterDowntime>(full, RunCommand.Migrate, [.. shop.Settings.Where(s => !s.Contains("commands", StringComparison.Ordinal))]))).Message
            .ShouldBe("full downtime needs commands that stop and start the application; nothing was changed");
        minimal.Runs().Concat(full.Runs()).ShouldBeEmpty();
    }

    private async Task<Workspace> DowntimeAsync(string downtime)
    {
        var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        workspace.WriteMigration("1_a", $"-- whimbrel:downtime {downtime}\nCREATE TABLE a (id int);", "DROP TABLE a;");
        return workspace;
    }
}
