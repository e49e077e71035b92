using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Steps.Analyze;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class AnalyzeTablesTests(Servers servers)
{
    [Fact]
    public async Task Analyzes_the_tables_of_the_scripts_and_vacuums_those_that_rows_were_moved_into()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<AnalyzeTables>(workspace);

        (await step.PlanAsync()).Sql.ShouldContain(s => s == "ANALYZE \"user_preferences\"");
        var result = (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        var tables = result.Facts!.Value.Deserialize(JournalJson.Default.AnalyzedTables)!.Tables;
        tables.Select(t => (t.Name, t.Vacuumed)).ShouldBe([("user_preferences", true), ("users", false)]);
        (await workspace.Database.RowsAsync("SELECT relname::text FROM pg_stat_user_tables WHERE last_analyze IS NOT NULL AND schemaname = 'public' ORDER BY 1")).ShouldBe(["user_preferences", "users"]);
        (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Done>();
        (await step.UndoAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Does_not_wait_for_a_locked_table_longer_than_the_deadline()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<AnalyzeTables>(workspace, RunCommand.Migrate, "locks.deadline=500ms");
        await using var blocker = await Blocking.HoldAsync(workspace.Database, "LOCK TABLE users");

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        failed.ExitCode.ShouldBe(ExitCode.BudgetNotMet);
        failed.Message.ShouldContain($"blocked by pid {blocker.Pid} ");
        failed.Message.ShouldStartWith("analyze users: the lock was not free");
    }
}
