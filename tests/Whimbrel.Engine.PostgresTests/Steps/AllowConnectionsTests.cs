using Whimbrel.Engine.Steps.Downtime;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class AllowConnectionsTests(Servers servers)
{
    private const string Limit = "SELECT has_database_privilege('pg_monitor', datname, 'CONNECT') FROM pg_database WHERE datname = current_database()";

    [Fact]
    public async Task Lets_in_again_and_keeps_out_once_more_while_the_migrations_are_taken_back()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        workspace.WriteMigration("1_a", "-- whimbrel:downtime minimal\nCREATE TABLE a (id int);", "DROP TABLE a;");
        await using var step = await StepUnderTest.ReachAsync<AllowConnections>(workspace, RunCommand.Migrate, shop.Settings);
        (await step.PlanAsync()).WayBack.ShouldNotBeNull();
        (await workspace.Database.ScalarAsync<bool>(Limit)).ShouldBeFalse();

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();
        (await workspace.Database.ScalarAsync<bool>(Limit)).ShouldBeTrue();
        await step.RunAgainAsync();

        (await step.UndoAsync()).ShouldBe("nobody new is let in");
        (await workspace.Database.ScalarAsync<bool>(Limit)).ShouldBeFalse();
        await new DrainConnections().UndoAsync(step.Run, CancellationToken.None);
        (await workspace.Database.ScalarAsync<bool>(Limit)).ShouldBeTrue();
        await new ShowMaintenance().UndoAsync(step.Run, CancellationToken.None);
    }
}
