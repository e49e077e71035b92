using Whimbrel.Engine.Runs;

namespace Whimbrel.Engine.PostgresTests.Runs;

public sealed class RunExecutionTests(Servers servers)
{
    public static TheoryData<int> Majors => [.. Servers.Majors];

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task Migrates_and_rolls_back_on_every_major(int major)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.GetAsync(major));
        using var by = new Operator(workspace);
        var before = await workspace.Database.FingerprintAsync();

        var migrated = await by.ExecuteAsync(RunCommand.Migrate);

        migrated.ExitCode.ShouldBe(ExitCode.Done, $"{migrated.Message}\n{by.Output.Text}");
        (await workspace.Database.RowsAsync("SELECT version FROM schema_migrations ORDER BY 1")).ShouldBe(["20240101", "20240201", "20240215"]);
        (await workspace.Database.RowsAsync("SELECT version, direction, data_migrated_at IS NOT NULL FROM whimbrel.history")).ShouldBe(["20240215|applied|True"]);
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM user_preferences")).ShouldBe(200);
        string.Equals(await workspace.Database.FingerprintAsync(), before, StringComparison.Ordinal).ShouldBeFalse();

        var rolledBack = await by.ExecuteAsync(RunCommand.Rollback);

        rolledBack.ExitCode.ShouldBe(ExitCode.Done, $"{rolledBack.Message}\n{by.Output.Text}");
        (await workspace.Database.RowsAsync("SELECT direction FROM whimbrel.history ORDER BY id")).ShouldBe(["applied", "rolled back"]);
        await workspace.Database.ExecuteAsync("DROP SCHEMA whimbrel CASCADE");
        (await workspace.Database.FingerprintAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Finds_nothing_to_do_the_second_time()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        using var by = new Operator(workspace);
        await by.ExecuteAsync(RunCommand.Migrate);

        var again = await by.Opening.BeginAsync(new RunRequest(RunCommand.Migrate, new(null, [], [], ConfirmDestructive: false), null, null, [], null), CancellationToken.None);

        again.ShouldBeNull();
        workspace.Runs().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Goes_back_without_a_trace_when_a_statement_fails()
    {
        using var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        using var by = new Operator(workspace);
        workspace.WriteMigration("1_a", "CREATE TABLE a (id int);\nINSERT INTO a VALUES (1);\nSELECT 1 / 0;");
        var before = await workspace.Database.FingerprintAsync();

        var ending = await by.ExecuteAsync(RunCommand.Migrate);

        (ending.ExitCode, ending.Record.Status, ending.Record.NewVersion).ShouldBe((ExitCode.WentBack, "went back", null));
        ending.Message!.ShouldContain("1_a.sql:3:1: division by zero (SQLSTATE 22012, statement 3 of 3)");
        (await workspace.Database.FingerprintAsync()).ShouldBe(before);
        (await File.ReadAllTextAsync(Path.Combine(workspace.State, "database-migrations.log"))).ShouldContain("Status: WENT BACK");
        File.Exists(Path.Combine(workspace.State, "database-schema-history.md")).ShouldBeFalse();
    }

    [Fact]
    public async Task Leaves_the_run_open_when_a_part_of_the_first_script_ever_is_committed()
    {
        using var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        using var by = new Operator(workspace);
        workspace.WriteMigration("1_a", "BEGIN;\nCREATE TABLE a (id int);\nCOMMIT;\nBEGIN;\nSELECT 1 / 0;\nCOMMIT;", "DROP TABLE IF EXISTS a;");

        var ending = await by.ExecuteAsync(RunCommand.Migrate);

        ending.ExitCode.ShouldBe(ExitCode.SomethingLeft, ending.Message);
        ending.Message!.ShouldContain("1 of 2 parts of 1_a.sql are committed, the failed one was rolled back, no version row was written");
        (await workspace.Database.HasTableAsync("a")).ShouldBeTrue();

        await using var reopened = await by.ReopenAsync("abort");
        var aborted = await RunExecution.AbortAsync(reopened.Run);
        aborted.ExitCode.ShouldBe(ExitCode.Done, aborted.Message);
        (await workspace.Database.HasTableAsync("a")).ShouldBeFalse();
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM whimbrel.progress")).ShouldBe(0);
    }

    [Fact]
    public async Task Stands_at_a_failed_check_goes_on_after_a_resume_and_is_logged_as_a_success_once()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        using var by = new Operator(workspace);
        await workspace.Database.ExecuteAsync("CREATE TABLE gate (is_open boolean); INSERT INTO gate VALUES (false)");
        workspace.Write("20240215_add_user_preferences_verify.sql", "SELECT is_open FROM gate;");

        var stopped = await by.ExecuteAsync(RunCommand.Migrate);
        stopped.ExitCode.ShouldBe(ExitCode.SomethingLeft);
        stopped.Message!.ShouldContain("is_open = f");
        await workspace.Database.ExecuteAsync("UPDATE gate SET is_open = true");
        await using var reopened = await by.ReopenAsync("resume");
        var resumed = await RunExecution.ExecuteAsync(reopened);

        (resumed.ExitCode, resumed.Record.Status, resumed.Record.Reason).ShouldBe((ExitCode.Done, "done", null));
        var log = await File.ReadAllTextAsync(Path.Combine(workspace.State, "database-migrations.log"));
        log.Split("Status: ").Length.ShouldBe(2, log);
        log.ShouldContain("Status: SUCCESS");
        (await File.ReadAllTextAsync(Path.Combine(workspace.State, "database-schema-history.md"))).ShouldContain("20240215");
    }

    [Fact]
    public async Task Goes_back_by_itself_after_a_failed_check_where_that_is_wanted()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        using var by = new Operator(workspace);
        by.Set.Add("rollback.automatic=true");
        workspace.Write("20240215_add_user_preferences_verify.sql", "SELECT false AS good;");

        var ending = await by.ExecuteAsync(RunCommand.Migrate);

        (ending.ExitCode, ending.Record.Status).ShouldBe((ExitCode.WentBack, "went back"));
        (await workspace.Database.HasTableAsync("user_preferences")).ShouldBeFalse();
        (await workspace.Database.RowsAsync("SELECT max(version) FROM schema_migrations")).ShouldBe(["20240201"]);
    }

    [Fact]
    public async Task Goes_back_when_it_is_interrupted_in_the_middle_of_a_statement()
    {
        using var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        using var by = new Operator(workspace);
        workspace.WriteMigration("1_a", "CREATE TABLE a (id int);\nSELECT pg_sleep(60);");
        var executing = by.ExecuteAsync(RunCommand.Migrate);
        await Eventually.IsTrueAsync(() => workspace.Database.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep%' AND state = 'active')"), "it sleeps");

        by.Interruption.Request();
        var ending = await executing;

        (ending.ExitCode, ending.Record.Status).ShouldBe((ExitCode.Interrupted, "interrupted"));
        (await workspace.Database.HasTableAsync("a")).ShouldBeFalse();
    }

    [Fact]
    public async Task Refuses_a_new_run_while_one_has_no_end()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        using var by = new Operator(workspace);
        await using (await by.BeginAsync(RunCommand.Migrate, null, "backup"))
        {
            // Given up without an end, as by kill -9.
        }

        var refused = await Should.ThrowAsync<OperatorException>(() => by.BeginAsync(RunCommand.Migrate, null, "backup"));

        refused.Message.ShouldContain("has no end yet");
    }

    [Fact]
    public async Task Refuses_to_resume_with_other_scripts_than_it_began_with()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        using var by = new Operator(workspace);
        await using (await by.BeginAsync(RunCommand.Migrate, null, "backup"))
        {
            workspace.Write("20240215_add_user_preferences_rollback.sql", "SELECT 1;");
        }

        var refused = await Should.ThrowAsync<OperatorException>(() => by.ReopenAsync("resume"));

        refused.Message.ShouldBe("20240215_add_user_preferences_rollback.sql was changed since the run began; the run is as it was");
        refused.ExitCode.ShouldBe(ExitCode.SomethingLeft);
    }
}
