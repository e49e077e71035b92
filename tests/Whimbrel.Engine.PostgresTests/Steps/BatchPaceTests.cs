using Whimbrel.Engine.Steps.MigrateData;

namespace Whimbrel.Engine.PostgresTests.Steps;

/// <summary>Each with a server of its own, that suffers from what the batches pause for.</summary>
public sealed class BatchPaceTests
{
    private const string Data = "20240215_add_user_preferences_data.sql";

    [Fact]
    public async Task Pauses_while_a_standby_is_behind()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools, "wal_level = replica", "max_wal_senders = 5");
        await using var standby = await server.AddStandbyAsync();
        using var workspace = await WalkedAsync(server);
        await standby.ExecuteAsync("postgres", "SELECT pg_wal_replay_pause()");
        await server.ExecuteAsync("postgres", "CREATE TABLE written_before AS SELECT n FROM generate_series(1, 1000) n");

        await PausesUntilAsync(workspace, "standby the_standby has not replayed yet what was written before the batches", () => standby.ExecuteAsync("postgres", "SELECT pg_wal_replay_resume()"), "data.max_lag=2s");
    }

    [Fact]
    public async Task Pauses_when_a_standby_falls_behind_on_the_way()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools, "wal_level = replica", "max_wal_senders = 5");
        await using var standby = await server.AddStandbyAsync();
        using var workspace = await WalkedAsync(server, "-- whimbrel:batch walked.id\nUPDATE walked SET n = n + 1 WHERE pg_sleep(0.0005) IS NOT NULL;\n");

        await PausesUntilAsync(workspace, "standby the_standby is ", () => standby.ExecuteAsync("postgres", "SELECT pg_wal_replay_resume()"), () => standby.ExecuteAsync("postgres", "SELECT pg_wal_replay_pause()").GetAwaiter().GetResult(), "data.max_lag=1s");
    }

    [Fact]
    public async Task Pauses_while_wal_waits_to_be_archived()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools, "wal_level = replica", "archive_mode = on", "archive_command = 'false'");
        using var workspace = await WalkedAsync(server);
        for (var i = 0; i < 4; i++)
        {
            await server.ExecuteAsync("postgres", $"CREATE TABLE t{i} (n int)");
            await server.ExecuteAsync("postgres", "SELECT pg_switch_wal()");
        }

        await PausesUntilAsync(workspace, "segments of WAL wait to be archived", async () =>
        {
            await server.ExecuteAsync("postgres", "ALTER SYSTEM SET archive_command = 'true'");
            await server.ExecuteAsync("postgres", "SELECT pg_reload_conf()");
        }, "data.max_archive_backlog=2");
    }

    [Fact]
    public async Task Pauses_while_the_table_is_vacuumed_and_goes_on_when_that_takes_too_long()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools, "autovacuum_naptime = 1s");
        using var workspace = await WalkedAsync(server);
        await workspace.Database.ExecuteAsync("ALTER TABLE walked SET (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1, autovacuum_vacuum_threshold = 10, autovacuum_vacuum_scale_factor = 0); DELETE FROM walked WHERE id > 5000");
        await Eventually.IsTrueAsync(async () => await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM pg_stat_progress_vacuum WHERE relid = 'walked'::regclass") > 0, "an autovacuum goes on");
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace, RunCommand.Migrate, "locks.deadline=2s");

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        step.By.Output.Text.ShouldContain("pausing: an autovacuum goes on in public.walked (");
        step.By.Output.Text.ShouldContain("for more than 2.0 s: going on all the same");
        (await workspace.Database.RowsAsync("SELECT n, count(*) FROM walked GROUP BY n")).ShouldBe(["1|5000"]);
    }

    [Fact]
    public async Task Pauses_while_the_application_answers_late()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools);
        await using var health = new HealthAddress();
        using var workspace = await WalkedAsync(server, "-- whimbrel:batch walked.id\nUPDATE walked SET n = n + 1 WHERE pg_sleep(0.0002) IS NOT NULL;\n");
        workspace.ExtraConfig = $"application: {{ health: '{health.Url}' }}";

        await PausesUntilAsync(workspace, $"{health.Url} answered 200 in ", () =>
        {
            health.Latency = TimeSpan.Zero;
            return Task.CompletedTask;
        }, () => health.Latency = TimeSpan.FromMilliseconds(800));
    }

    [Fact]
    public async Task Ends_when_the_pause_lasts_too_long_and_says_what_is_done()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools, "wal_level = replica", "archive_mode = on", "archive_command = 'false'");
        using var workspace = await WalkedAsync(server);
        await server.ExecuteAsync("postgres", "CREATE TABLE t (n int)");
        await server.ExecuteAsync("postgres", "SELECT pg_switch_wal()");
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace, RunCommand.Migrate, "data.max_archive_backlog=0", "locks.deadline=1s");

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        failed.ExitCode.ShouldBe(ExitCode.SomethingLeft);
        failed.Message.ShouldContain("the batches have paused for 1.0 s, and still ");
        failed.Message.ShouldContain($"no batch of {Data}:2 is committed");
    }

    [Fact]
    public async Task Vacuums_on_the_way_when_no_autovacuum_comes()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools, "autovacuum = off", "autovacuum_naptime = 1s");
        using var workspace = await WalkedAsync(server, "-- whimbrel:batch walked.id\nUPDATE walked SET n = n + 1 WHERE pg_sleep(0.0002) IS NOT NULL;\n");
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace);

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        step.By.Output.Text.ShouldContain("vacuuming public.walked on the way: it has ");
        (await workspace.Database.ScalarAsync<long>("SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = 'walked'")).ShouldBeGreaterThan(0);
    }

    private static async Task<Workspace> WalkedAsync(PostgresServer server, string script = "-- whimbrel:batch walked.id\nUPDATE walked SET n = n + 1;\n")
    {
        var workspace = await Workspace.CreateHostingAsync(server);
        await workspace.Database.ExecuteAsync("CREATE TABLE walked (id int PRIMARY KEY, n int NOT NULL DEFAULT 0); INSERT INTO walked SELECT n FROM generate_series(1, 10000) n");
        workspace.Write(Data, script);
        return workspace;
    }

    private static Task PausesUntilAsync(Workspace workspace, string why, Func<Task> mend, params string[] settings) => PausesUntilAsync(workspace, why, mend, () => { }, settings);

    /// <summary>It pauses, does nothing meanwhile, and goes on to its end.</summary>
    private static async Task PausesUntilAsync(Workspace workspace, string why, Func<Task> mend, Action suffer, params string[] settings)
    {
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace, RunCommand.Migrate, settings);
        var running = step.RunAsync();
        await Eventually.IsTrueAsync(() => Task.FromResult(step.By.Output.Text.Contains(" rows passed", StringComparison.Ordinal) || step.By.Output.Text.Contains("pausing", StringComparison.Ordinal)), "it has begun");
        suffer();
        await Eventually.IsTrueAsync(() => Task.FromResult(step.By.Output.Lines.Any(l => l.StartsWith("pausing: ", StringComparison.Ordinal) && l.Contains(why, StringComparison.Ordinal))), $"it pauses: {why}");
        var done = await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM walked WHERE n = 1");
        await Task.Delay(1500);
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM walked WHERE n = 1")).ShouldBe(done);
        running.IsCompleted.ShouldBeFalse();

        await mend();

        (await running).ShouldBeOfType<StepResult.Done>();
        (await workspace.Database.RowsAsync("SELECT n, count(*) FROM walked GROUP BY n")).ShouldBe(["1|10000"]);
        step.By.Output.Text.ShouldContain("going on after ");
        step.By.Output.Text.ShouldContain(", paused for ");
    }
}
