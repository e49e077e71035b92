using Whimbrel.Engine.Steps.MigrateData;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class MigrateDataTests(Servers servers)
{
    [Fact]
    public async Task Moves_the_rows_once()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace);

        (await step.PlanAsync()).Sql.ShouldContain(s => s.StartsWith("INSERT INTO user_preferences", StringComparison.Ordinal));
        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>().Summary.ShouldStartWith("200 rows");
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM user_preferences")).ShouldBe(200);
        step.By.Output.Text.ShouldContain("NOTICE: data migration complete: 200 users have a row in user_preferences");
        (await step.RunAgainAsync()).Summary.ShouldBe("the data were migrated by this run already");
        (await step.UndoAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Leaves_no_row_when_a_statement_fails_and_moves_all_when_it_is_run_again()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE TABLE divisor AS SELECT 0 AS d");
        workspace.Write("20240215_add_user_preferences_data.sql", "INSERT INTO user_preferences (user_id) SELECT id FROM users;\nSELECT 1 / d FROM divisor;");
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace);

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());
        failed.Message.ShouldContain("20240215_add_user_preferences_data.sql:2:1: division by zero");
        failed.Message.ShouldEndWith("everything of 20240215_add_user_preferences_data.sql was rolled back");
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM user_preferences")).ShouldBe(0);

        await workspace.Database.ExecuteAsync("UPDATE divisor SET d = 1");
        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM user_preferences")).ShouldBe(300);
    }

    [Fact]
    public async Task In_a_deadlock_with_the_application_it_is_we_who_go_back()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write("20240215_add_user_preferences_data.sql", "UPDATE users SET theme = 'ours' WHERE id = 1;\nSELECT pg_sleep(0.4);\nUPDATE users SET theme = 'ours' WHERE id = 2;");
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace);
        await using var application = await Blocking.HoldAsync(workspace.Database, "UPDATE users SET language = 'theirs' WHERE id = 2");
        var running = step.RunAsync();
        await Eventually.IsTrueAsync(async () => await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(0.4)' AND state = 'active'") > 0, "it sleeps");

        // Both wait for each other; the server would end whoever has waited for a second first.
        await application.ExecuteAsync("UPDATE users SET language = 'theirs' WHERE id = 1; COMMIT");

        (await running).ShouldBeOfType<StepResult.Done>();
        (await workspace.Database.RowsAsync("SELECT theme, language FROM users WHERE id IN (1, 2)")).ShouldBe(["ours|theirs", "ours|theirs"]);
    }

    [Fact]
    public async Task Is_left_out_where_there_is_no_data_script()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        File.Delete(Path.Combine(workspace.Migrations, "20240215_add_user_preferences_data.sql"));
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace);

        (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Skipped>().Summary.ShouldBe("no data script");
    }
}
