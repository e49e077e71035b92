using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Steps.Verify;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class RunVerifyScriptsTests(Servers servers)
{
    [Fact]
    public async Task Runs_the_verify_scripts_and_asks_nobody_else()
    {
        await using var health = new HealthAddress { Status = 500 };
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<RunVerifyScripts>(workspace, RunCommand.Apply, $"application.health={health.Url}");

        (await step.PlanAsync()).Does.ShouldBe("Runs 20240215_add_user_preferences_verify.sql in a read-only transaction.");
        var result = (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Done>();

        var checks = result.Facts!.Value.Deserialize(JournalJson.Default.Verification)!.Checks;
        checks.Count.ShouldBe(4);
        checks.ShouldAllBe(c => c.Ok);
        (await step.UndoAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Is_stopped_by_a_check_that_fails()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + "_verify.sql", "SELECT false AS every_user_is_happy;");
        await using var step = await StepUnderTest.ReachAsync<RunVerifyScripts>(workspace, RunCommand.Apply);

        (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Blocked>().Summary.ShouldContain("not true: every_user_is_happy = f");
    }

    [Fact]
    public async Task Has_nothing_to_do_without_a_verify_script()
    {
        using var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        workspace.WriteMigration("1_a", "CREATE TABLE a (id int);");
        await using var step = await StepUnderTest.ReachAsync<RunVerifyScripts>(workspace, RunCommand.Apply);

        (await step.RunAsync()).ShouldBeOfType<StepResult.Skipped>();
    }
}
