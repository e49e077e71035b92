using Whimbrel.Engine.Steps.RecordVersion;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class RecordVersionTests(Servers servers)
{
    [Fact]
    public async Task Finds_the_row_that_the_migration_wrote_and_changes_nothing()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<RecordVersion>(workspace);

        await step.PlanAsync();
        (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Done>().Summary.ShouldStartWith("schema_migrations has 20240215, applied ");
        (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Done>();
        (await step.UndoAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Is_stopped_where_the_row_is_gone()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<RecordVersion>(workspace);
        await workspace.Database.ExecuteAsync("DELETE FROM schema_migrations WHERE version = '20240215'");

        var blocked = (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Blocked>();

        (blocked.Because, blocked.Summary).ShouldBe((ExitCode.SomethingLeft, "schema_migrations has no row of 20240215: somebody removed it since it was committed"));
    }
}
