using Whimbrel.Engine.Steps.Migrate;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class RollBackMigrationTests(Servers servers)
{
    [Fact]
    public async Task Takes_the_script_and_its_version_row_back_once()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        var before = await workspace.Database.FingerprintAsync();
        using var by = new Operator(workspace);
        (await by.ExecuteAsync(RunCommand.Migrate)).ExitCode.ShouldBe(ExitCode.Done);
        await using var step = await StepUnderTest.ReachAsync<RollBackMigration>(workspace, RunCommand.Rollback);

        (await step.PlanAsync()).Sql.ShouldContain(s => s == "DROP TABLE IF EXISTS user_preferences");
        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>().Summary.ShouldBe("1 statement committed, the row of 20240215 is gone");
        (await step.RunAgainAsync()).Summary.ShouldBe("20240215 is not applied any more");
        (await step.UndoAsync()).ShouldBeNull();

        await workspace.Database.ExecuteAsync("DROP SCHEMA whimbrel CASCADE");
        (await workspace.Database.FingerprintAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Keeps_table_and_row_when_the_rollback_script_fails()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        using var by = new Operator(workspace);
        (await by.ExecuteAsync(RunCommand.Migrate)).ExitCode.ShouldBe(ExitCode.Done);
        workspace.Write("20240215_add_user_preferences_rollback.sql", "DROP TABLE user_preferences;\nDROP TABLE nowhere;");
        await using var step = await StepUnderTest.ReachAsync<RollBackMigration>(workspace, RunCommand.Rollback);
        var before = await workspace.Database.FingerprintAsync();

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        failed.Message.ShouldContain("_rollback.sql:2:1: table \"nowhere\" does not exist (SQLSTATE 42P01, statement 2 of 2)");
        (await workspace.Database.FingerprintAsync()).ShouldBe(before);
    }
}
