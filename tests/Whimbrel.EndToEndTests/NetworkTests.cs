using System.Diagnostics;

namespace Whimbrel.EndToEndTests;

/// <summary>A network between Whimbrel and the server that breaks, or that stands still and tells nobody.</summary>
public sealed class NetworkTests(Servers servers)
{
    private const string Script = "ALTER TABLE users ADD COLUMN x int;\nSELECT pg_sleep(1);\nSELECT pg_sleep(1);";

    [Fact]
    public async Task Connections_that_break_take_the_script_back()
    {
        using var workspace = await PendingAsync();
        await using var proxy = NetworkProxy.Before(workspace.Database.Server);
        using var run = workspace.Start(null, "migrate", "--yes", "--set", Through(proxy, workspace));
        await workspace.Database.UntilRunningAsync("pg_sleep(1)");

        proxy.Drop();
        var ended = await run.EndAsync(TimeSpan.FromSeconds(30));

        ended.ExitCode.ShouldBeOneOf([5, 6]);
        await ShouldAnswerAsync(workspace);
        if (ended.ExitCode == 6)
        {
            // Our backend had not noticed yet when we looked.
            (await workspace.RunAsync("abort")).ShouldEndWith(0);
        }

        await ShouldBeAsBeforeAsync(workspace);
    }

    [Fact]
    public async Task A_network_that_stands_still_does_not_leave_our_locks_behind()
    {
        using var workspace = await PendingAsync();
        await using var proxy = NetworkProxy.Before(workspace.Database.Server);
        using var run = workspace.Start(null, "migrate", "--yes", "--set", Through(proxy, workspace));
        await workspace.Database.UntilRunningAsync("pg_sleep(1)");

        proxy.Stall();
        await ShouldAnswerAsync(workspace);
        var ended = await run.EndAsync(TimeSpan.FromSeconds(60));
        proxy.Flow();

        ended.ShouldEndWith(6, "left: unknown, as the server does not answer", "'whimbrel resume' goes on");
        await ShouldBeAsBeforeAsync(workspace);
        (await workspace.RunAsync("resume", "--set", Through(proxy, workspace))).ShouldEndWith(0);
        workspace.ShouldHaveEnded("done");
    }

    [Fact]
    public async Task A_batch_in_a_network_that_stands_still_is_done_once()
    {
        using var workspace = await PendingAsync();
        await workspace.Database.ExecuteAsync("CREATE TABLE walked (id bigint PRIMARY KEY, n bigint NOT NULL DEFAULT 0); INSERT INTO walked SELECT n FROM generate_series(1, 60000) n");
        workspace.WriteMigration("20240301_walk", "SELECT 1;");
        workspace.Write("20240301_walk_data.sql", "-- whimbrel:batch walked.id\nUPDATE walked SET n = n + 1;\n");
        await using var proxy = NetworkProxy.Before(workspace.Database.Server);
        using var run = workspace.Start(null, "migrate", "--yes", "--set", Through(proxy, workspace), "--set", "data.batch_target=5ms");
        await Eventually.IsTrueAsync(async () => await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM walked WHERE n > 0") > 0, "a batch is done");

        proxy.Stall();
        var ended = await run.EndAsync(TimeSpan.FromSeconds(60));
        proxy.Flow();

        ended.ShouldEndWith(6);
        (await workspace.RunAsync("resume")).ShouldEndWith(0);
        (await workspace.Database.RowsAsync("SELECT n, count(*) FROM walked GROUP BY n")).ShouldBe(["1|60000"]);
    }

    private async Task<Workspace> PendingAsync()
    {
        var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + ".sql", Script);
        workspace.Write(Workspace.Migration + "_rollback.sql", "ALTER TABLE users DROP COLUMN x;");
        File.Delete(Path.Combine(workspace.Migrations, Workspace.Migration + "_data.sql"));
        File.Delete(Path.Combine(workspace.Migrations, Workspace.Migration + "_verify.sql"));
        return workspace;
    }

    private static string Through(NetworkProxy proxy, Workspace workspace) => $"database.url=postgresql://hosting_user@127.0.0.1:{proxy.Port}/{workspace.Database.Name}";

    /// <summary>The application waits for the running statement, the server's look at who is idle, and no longer.</summary>
    private static async Task ShouldAnswerAsync(Workspace workspace)
    {
        var clock = Stopwatch.StartNew();
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM users")).ShouldBe(300);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));
    }

    private static async Task ShouldBeAsBeforeAsync(Workspace workspace)
    {
        await Eventually.IsTrueAsync(async () => await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM pg_locks WHERE relation = 'users'::regclass") == 0, "nobody holds users");
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'x' AND NOT attisdropped")).ShouldBe(0);
    }
}
