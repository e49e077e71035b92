using Whimbrel.Engine.Steps.Verify;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class VerifyRollbackTests(Servers servers)
{
    [Fact]
    public async Task Finds_the_version_gone_and_changes_nothing()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await ReachAsync(workspace);

        await step.PlanAsync();
        (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Done>().Summary.ShouldStartWith("1 check");
        (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Done>();
        (await step.UndoAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Is_stopped_where_the_version_is_still_there()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await ReachAsync(workspace);
        await workspace.Database.ExecuteAsync("INSERT INTO schema_migrations VALUES ('20240215')");

        (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Blocked>().Summary.ShouldBe("version 20240215: still in schema_migrations");
    }

    private static async Task<StepUnderTest> ReachAsync(Workspace workspace)
    {
        using var by = new Operator(workspace);
        (await by.ExecuteAsync(RunCommand.Migrate)).ExitCode.ShouldBe(ExitCode.Done);
        return await StepUnderTest.ReachAsync<VerifyRollback>(workspace, RunCommand.Rollback);
    }
}
