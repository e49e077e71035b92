using Whimbrel.Engine.Steps.Downtime;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class StopApplicationTests(Servers servers)
{
    [Fact]
    public async Task Stops_it_and_starts_as_many_replicas_again_as_were_counted()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await FullAsync();
        await using var step = await StepUnderTest.ReachAsync<StopApplication>(workspace, RunCommand.Migrate, shop.Settings);

        (await step.PlanAsync()).WayBack.ShouldNotBeNull();
        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>().Summary.ShouldBe("stopped; replicas before: 3");
        shop.Replicas.ShouldBe("0");

        // After a crash it is run again, when there is nothing left to be counted.
        await step.RunAgainAsync();
        (await step.UndoAsync()).ShouldBe("the application runs again");
        shop.Replicas.ShouldBe("3");
    }

    [Fact]
    public async Task Says_before_anything_begins_that_nothing_stops_it()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await FullAsync();

        (await Should.ThrowAsync<OperatorException>(() => StepUnderTest.ReachAsync<StopApplication>(workspace, RunCommand.Migrate, [.. shop.Settings.Where(s => !s.Contains("commands", StringComparison.Ordinal))]))).Message
            .ShouldBe("full downtime needs to know how the application is stopped and started; nothing was changed");
        (workspace.Runs().Count, await shop.AskAsync()).ShouldBe((0, 200));
    }

    private async Task<Workspace> FullAsync()
    {
        var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        workspace.WriteMigration("1_a", "-- whimbrel:downtime full\nCREATE TABLE a (id int);", "DROP TABLE a;");
        return workspace;
    }
}
