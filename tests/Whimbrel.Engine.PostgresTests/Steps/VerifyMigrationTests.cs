using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Steps.Verify;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class VerifyMigrationTests(Servers servers)
{
    [Fact]
    public async Task Passes_what_is_right_and_changes_nothing()
    {
        await using var health = new HealthAddress();
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<VerifyMigration>(workspace, RunCommand.Migrate, $"application.health={health.Url}");

        await step.PlanAsync();
        var result = (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Done>();
        (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Done>();

        var checks = result.Facts!.Value.Deserialize(JournalJson.Default.Verification)!.Checks;
        checks.ShouldAllBe(c => c.Ok);
        checks.Select(c => c.Name).ShouldBe([
            "version 20240215", "table user_preferences", "indexes of user_preferences", "constraints of user_preferences",
            "20240215_add_user_preferences_verify.sql:3", "20240215_add_user_preferences_verify.sql:10", "20240215_add_user_preferences_verify.sql:18", "20240215_add_user_preferences_verify.sql:27",
            "health", "connections"]);
        (await step.UndoAsync()).ShouldBeNull();
    }

    [Theory]
    [InlineData("SELECT true AS a, false AS b;", "not true: a = t, b = f")]
    [InlineData("SELECT NULL::boolean AS unknown;", "not true: unknown = NULL")]
    [InlineData("SELECT x > 1 AS large FROM generate_series(3, 1, -1) x;", "not true: large = f")]
    [InlineData("SELECT 1;\nSELECT 1 / 0;\nSELECT 2;", "_verify.sql:2:1: division by zero")]
    [InlineData("DO $$ BEGIN RAISE EXCEPTION 'too few rows'; END $$;", "too few rows")]
    [InlineData("UPDATE users SET theme = 'x';", "cannot execute UPDATE in a read-only transaction")]
    [InlineData("BEGIN; SELECT 1; COMMIT; UPDATE users SET theme = 'x';", "cannot execute UPDATE in a read-only transaction")]
    public async Task Is_stopped_by_a_check_that_fails(string script, string why)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write("20240215_add_user_preferences_verify.sql", script);
        await using var step = await StepUnderTest.ReachAsync<VerifyMigration>(workspace);

        var blocked = (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Blocked>();

        (blocked.Because, blocked.Summary).ShouldSatisfyAllConditions(b => b.Because.ShouldBe(ExitCode.SomethingLeft), b => b.Summary.ShouldContain(why));
    }

    [Fact]
    public async Task Is_stopped_by_an_application_that_is_not_healthy()
    {
        await using var health = new HealthAddress { Status = 500 };
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<VerifyMigration>(workspace, RunCommand.Migrate, $"application.endpoints=[{health.Url}]");

        (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Blocked>().Summary.ShouldContain($"endpoint /health: {health.Url} answered 500");
    }

    [Fact]
    public async Task Does_not_wait_for_a_lock_without_a_bound()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<VerifyMigration>(workspace, RunCommand.Migrate, "data.row_wait=300ms");
        await using var blocker = await Blocking.HoldAsync(workspace.Database, "LOCK TABLE users");

        (await step.RunAsync()).ShouldBeOfType<StepResult.Blocked>().Summary.ShouldContain("lock timeout");
    }
}
