using System.Diagnostics;
using Npgsql;

namespace Whimbrel.EndToEndTests;

public sealed class ConcurrencyTests(Servers servers)
{
    [Fact]
    public async Task Of_two_runs_at_one_instant_one_migrates_and_the_other_names_it()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_slow", "CREATE TABLE slow AS SELECT 1 AS once FROM pg_sleep(2);", "DROP TABLE slow;");

        using var first = workspace.Start(null, "migrate", "--yes");
        using var second = workspace.Start(null, "migrate", "--yes");
        Ended[] ended = [await first.EndAsync(), await second.EndAsync()];

        var (winner, loser) = ended[0].ExitCode == 0 ? (ended[0], ended[1]) : (ended[1], ended[0]);
        winner.ShouldEndWith(0);
        loser.ShouldEndWith(7, "another run holds", $"whimbrel migrate {Path.GetFileName(workspace.Runs().Single())} {Environment.MachineName}:", "(pid ", "user hosting_user", "nothing was changed", "HINT: watch it with 'whimbrel status'");
        (await workspace.Database.RowsAsync("SELECT version FROM schema_migrations ORDER BY 1")).ShouldBe(["20240101", "20240201", "20240215", "20240301"]);
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM slow")).ShouldBe(1);
        workspace.BackupFiles().Count.ShouldBe(5);
    }

    [Fact]
    public async Task While_a_run_goes_on_status_shows_it_and_the_others_are_refused()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_slow", "SELECT pg_sleep(60);");
        using var run = workspace.Start(null, "migrate", "--yes");
        await workspace.Database.UntilRunningAsync("pg_sleep(60)");

        var status = (await workspace.RunAsync("status", "--json")).Json().GetProperty("run");
        var refused = await Task.WhenAll(workspace.RunAsync("rollback", "--yes"), workspace.RunAsync("backup"), workspace.RunAsync("abort"));

        status.GetProperty("alive").GetBoolean().ShouldBeTrue();
        status.GetProperty("step").GetString().ShouldBe("ApplyMigration 20240301");
        status.GetProperty("wayBack").GetString()!.ShouldContain("20240301_slow_rollback.sql");
        refused.ShouldAllBe(e => e.ExitCode == 7 && e.Errors.Contains("another run holds", StringComparison.Ordinal));
        await Command.MustAsync(["kill", "-INT", run.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        (await run.EndAsync()).ShouldEndWith(130);
    }

    [Fact]
    public async Task A_lock_of_another_session_is_waited_for_outside_of_the_queue()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_column", "ALTER TABLE users ADD COLUMN extra int;", "ALTER TABLE users DROP COLUMN extra;");
        await using var blocker = await ReadInTransactionAsync(workspace);
        using var run = workspace.Start(null, "migrate", "--yes", "--skip", "backup");
        await workspace.UntilBegunAsync("ApplyMigration 20240301");
        var holder = blocker.ProcessID;

        var slowest = await SlowestReadAsync(workspace, TimeSpan.FromSeconds(3));
        await blocker.DisposeAsync();

        var ended = await run.EndAsync();
        ended.ShouldEndWith(0, $"waiting outside the lock queue, so that nobody waits behind us, for pid {holder} (hosting_user, application-under-test, idle in transaction");
        slowest.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        workspace.ShouldHaveEnded("done").GetProperty("scripts").EnumerateArray().SelectMany(s => s.GetProperty("lockTries").EnumerateArray()).ShouldContain(t => t.GetProperty("blockers").EnumerateArray().Any(b => b.GetProperty("pid").GetInt32() == holder));
    }

    [Fact]
    public async Task A_lock_that_outlasts_the_deadline_ends_the_run_and_names_who_holds_it()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + ".sql", "CREATE TABLE user_preferences (user_id bigint REFERENCES users);\nALTER TABLE users ADD COLUMN extra int;");
        workspace.ExtraConfig = "locks: { deadline: 2s, stall_budget: 50ms }";
        await using var blocker = await ReadInTransactionAsync(workspace);

        var ended = await workspace.RunAsync("migrate", "--yes");

        ended.ShouldEndWith(8, $"{Workspace.Migration}.sql: the lock was not free within 2.0 s (1 try); everything of it was rolled back", $"blocked by pid {blocker.ProcessID} (hosting_user, application-under-test, idle in transaction", "HINT: end or wait for the session that stands in the way");
        workspace.ShouldHaveEnded("went back").GetProperty("exitCode").GetInt32().ShouldBe(8);
        await blocker.DisposeAsync();
        await workspace.ShouldBeUnmigratedAsync();
    }

    private static async Task<NpgsqlConnection> ReadInTransactionAsync(Workspace workspace)
    {
        var connection = await workspace.Database.OpenAsync();
        await using var command = new NpgsqlCommand("SET application_name = 'application-under-test'; BEGIN; SELECT count(*) FROM users", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Reads the table again and again, as the application does; the longest time that one read took.</summary>
    private static async Task<TimeSpan> SlowestReadAsync(Workspace workspace, TimeSpan length)
    {
        await using var connection = await workspace.Database.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM users", connection);
        var (clock, slowest) = (Stopwatch.StartNew(), TimeSpan.Zero);
        while (clock.Elapsed < length)
        {
            var before = clock.Elapsed;
            await command.ExecuteScalarAsync();
            slowest = clock.Elapsed - before > slowest ? clock.Elapsed - before : slowest;
            await Task.Delay(5);
        }

        return slowest;
    }
}
