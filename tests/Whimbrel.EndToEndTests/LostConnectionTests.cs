namespace Whimbrel.EndToEndTests;

public sealed class LostConnectionTests(Servers servers)
{
    [Fact]
    public async Task A_backend_that_is_ended_during_the_script_takes_all_of_it_back()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + ".sql", "CREATE TABLE user_preferences (id int);\nSELECT pg_sleep(60);");
        using var run = workspace.Start(null, "migrate", "--yes");
        await workspace.Database.UntilRunningAsync("pg_sleep(60)");

        await EndAsync(workspace, "query LIKE '%pg_sleep(60)%'");
        var ended = await run.EndAsync(TimeSpan.FromSeconds(15));

        ended.ShouldEndWith(5, "terminating connection due to administrator command (SQLSTATE 57P01", "HINT: ");
        workspace.ShouldHaveEnded("went back");
        await workspace.ShouldBeUnmigratedAsync();
    }

    [Fact]
    public async Task A_server_that_goes_down_during_the_script_is_taken_up_when_it_is_back()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools);
        using var workspace = await Workspace.CreateHostingAsync(server);
        workspace.WriteMigration("20240301_slow", "SELECT pg_sleep(2) WHERE NOT EXISTS (SELECT FROM users WHERE theme = 'awake');", "SELECT 1;");
        using var run = workspace.Start(null, "migrate", "--yes");
        await workspace.Database.UntilRunningAsync("pg_sleep(2)");

        await server.StopAsync("immediate");
        var ended = await run.EndAsync(TimeSpan.FromSeconds(30));
        var down = await workspace.RunAsync("resume");
        await server.BootAsync();
        var status = await workspace.RunAsync("status");
        var resumed = await workspace.RunAsync("resume");

        ended.ShouldEndWith(6, "left: unknown, as the server does not answer", "'whimbrel resume' goes on");
        down.ShouldEndWith(4, "Connection refused; nothing was changed");
        status.Output.ShouldContain("STOPPED  migrate");
        resumed.ShouldEndWith(0);
        workspace.ShouldHaveEnded("done");
        await workspace.ShouldBeAtAsync("20240301");
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM user_preferences")).ShouldBe(200);
    }

    [Fact]
    public async Task Without_the_run_s_lock_nothing_is_committed()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + ".sql", "CREATE TABLE user_preferences (id int);\nSELECT pg_sleep(1.5);");
        using var run = workspace.Start(null, "migrate", "--yes");
        await workspace.Database.UntilRunningAsync("pg_sleep(1.5)");

        await EndAsync(workspace, "pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))");
        var ended = await run.EndAsync(TimeSpan.FromSeconds(15));

        ended.ExitCode.ShouldBeOneOf([5, 6]);
        ended.Errors.ShouldContain("the connection that holds the run's lock was lost");
        await workspace.ShouldBeUnmigratedAsync();
    }

    private static async Task EndAsync(Workspace workspace, string which) =>
        (await workspace.Database.ScalarAsync<long>($"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND {which}")).ShouldBe(1);
}
