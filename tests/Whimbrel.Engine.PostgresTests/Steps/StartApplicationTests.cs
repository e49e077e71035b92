using Whimbrel.Engine.Steps.Downtime;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class StartApplicationTests(Servers servers)
{
    [Fact]
    public async Task Starts_the_recorded_replicas_and_stops_them_while_the_migrations_are_taken_back()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        workspace.WriteMigration("1_a", "-- whimbrel:downtime full\nCREATE TABLE a (id int);", "DROP TABLE IF EXISTS a;");
        await using var step = await StepUnderTest.ReachAsync<StartApplication>(workspace, RunCommand.Migrate, shop.Settings);
        (await step.PlanAsync()).WayBack.ShouldNotBeNull();

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>().Summary.ShouldBe("started; replicas: 3");
        shop.Replicas.ShouldBe("3");
        await step.RunAgainAsync();

        (await step.UndoAsync()).ShouldBe("the application is stopped");
        shop.Replicas.ShouldBe("0");
        await new StopApplication().UndoAsync(step.Run, CancellationToken.None);
        await new ShowMaintenance().UndoAsync(step.Run, CancellationToken.None);
        (shop.Replicas, await shop.AskAsync()).ShouldBe(("3", 200));
    }
}
