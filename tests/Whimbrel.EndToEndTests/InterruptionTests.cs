namespace Whimbrel.EndToEndTests;

public sealed class InterruptionTests(Servers servers)
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task An_interruption_during_a_statement_takes_everything_back(string signal)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + ".sql", "CREATE TABLE user_preferences (id int);\nSELECT pg_sleep(60);");
        using var run = workspace.Start(null, "migrate", "--yes");
        await workspace.Database.UntilRunningAsync("pg_sleep(60)");

        await SendAsync(signal, run);
        var ended = await run.EndAsync(TimeSpan.FromSeconds(15));

        ended.ShouldEndWith(130, "! interrupted: going back\n", "ERROR: interrupted by the operator");
        ended.Output.ShouldContain("interrupted: everything is as it was.");
        workspace.ShouldHaveEnded("interrupted").GetProperty("newVersion").GetString().ShouldBe("20240201");
        await workspace.ShouldBeUnmigratedAsync();
        (await workspace.RunAsync("status", "--json")).Json().GetProperty("run").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task An_interruption_after_a_migration_was_committed_goes_back_by_its_rollback_script()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_slow", "CREATE TABLE slow (id int);\nSELECT pg_sleep(60);", "DROP TABLE slow;");
        var before = await workspace.Database.FingerprintAsync();
        using var run = workspace.Start(null, "migrate", "--yes");
        await workspace.Database.UntilRunningAsync("pg_sleep(60)");
        await workspace.ShouldBeAtAsync("20240215");

        await SendAsync("INT", run);
        var ended = await run.EndAsync(TimeSpan.FromSeconds(15));

        ended.ShouldEndWith(130, $"went back: 20240215 rolled back by {Workspace.Migration}_rollback.sql");
        workspace.ShouldHaveEnded("interrupted");
        (await workspace.Database.RowsAsync("SELECT version, direction FROM whimbrel.history ORDER BY id")).ShouldBe(["20240215|applied", "20240215|rolled back"]);
        await workspace.Database.ExecuteAsync("DROP SCHEMA whimbrel CASCADE");
        (await workspace.Database.FingerprintAsync()).ShouldBe(before);
        await workspace.ShouldHaveNoBackendAsync();
    }

    [Fact]
    public async Task An_interruption_during_the_backup_leaves_no_file()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var blocker = await workspace.Database.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand("BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE", blocker);
        await command.ExecuteNonQueryAsync();
        using var run = workspace.Start(null, "migrate", "--yes");
        await workspace.Database.UntilRunningAsync("LOCK TABLE public.users IN ACCESS SHARE MODE");
        workspace.BackupFiles().Single().ShouldEndWith(".partial");

        await SendAsync("INT", run);
        var ended = await run.EndAsync(TimeSpan.FromSeconds(15));

        ended.ShouldEndWith(130, "! interrupted: going back\n");
        workspace.BackupFiles().ShouldBeEmpty();
        workspace.ShouldHaveEnded("interrupted");
        await blocker.DisposeAsync();
        await workspace.ShouldBeUnmigratedAsync();
    }

    [Fact]
    public async Task An_interruption_during_the_wait_for_a_lock_goes_back_at_once()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + ".sql", "CREATE TABLE user_preferences (id int);\nALTER TABLE users ADD COLUMN extra int;");
        await using var blocker = await workspace.Database.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand("BEGIN; SELECT count(*) FROM users", blocker);
        await command.ExecuteNonQueryAsync();
        using var run = workspace.Start(null, "migrate", "--yes", "--skip", "backup");
        await workspace.UntilBegunAsync("ApplyMigration 20240215");
        await Task.Delay(300);

        await SendAsync("INT", run);
        var ended = await run.EndAsync(TimeSpan.FromSeconds(10));

        ended.ShouldEndWith(130, "interrupted by the operator");
        workspace.ShouldHaveEnded("interrupted");
        await workspace.ShouldBeUnmigratedAsync();
    }

    [Fact]
    public async Task An_interruption_during_the_watch_ends_the_watch_and_the_migration_stands()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        using var run = workspace.Start(null, "migrate", "--yes", "--watch", "10min");
        await workspace.UntilBegunAsync("WatchApplication");
        await Task.Delay(300);

        await SendAsync("INT", run);
        var ended = await run.EndAsync(TimeSpan.FromSeconds(15));

        ended.ShouldEndWith(0, "ended early");
        workspace.ShouldHaveEnded("done").GetProperty("verdict").GetString().ShouldBe("ended early");
        await workspace.ShouldBeAtAsync("20240215");
    }

    [Fact]
    public async Task A_second_interruption_says_what_is_left_and_abort_goes_back()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + "_rollback.sql", "SELECT pg_sleep(3);\nDROP TABLE user_preferences;");
        workspace.WriteMigration("20240301_slow", "SELECT pg_sleep(60);");
        using var run = workspace.Start(null, "migrate", "--yes");
        await workspace.Database.UntilRunningAsync("pg_sleep(60)");
        await SendAsync("INT", run);
        await workspace.Database.UntilRunningAsync("pg_sleep(3)");

        await SendAsync("INT", run);
        var ended = await run.EndAsync(TimeSpan.FromSeconds(15));

        ended.ShouldEndWith(6, "ended by a second interruption, before everything had gone back", "HINT: 'whimbrel status' shows it; 'whimbrel abort' goes back");
        var status = await workspace.RunAsync("status");
        status.ShouldEndWith(0);
        status.Output.ShouldContain("STOPPED");
        status.Output.ShouldContain("'whimbrel abort' goes back");
        (await workspace.RunAsync("abort")).ShouldEndWith(0);
        workspace.ShouldHaveEnded("aborted");
        await workspace.ShouldBeAtAsync("20240201");
        (await workspace.Database.HasTableAsync("user_preferences")).ShouldBeFalse();
        await workspace.ShouldHaveNoBackendAsync();
    }

    [Fact]
    public async Task An_interruption_of_a_rollback_whose_first_part_is_committed_says_what_is_left()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + "_rollback.sql", "SELECT pg_sleep(60);\nDROP TABLE user_preferences;");
        workspace.WriteMigration("20240301_next", "CREATE TABLE next (id int);", "DROP TABLE next;");
        (await workspace.RunAsync("migrate", "--yes", "--skip", "backup")).ShouldEndWith(0);
        using var run = workspace.Start(null, "rollback", "--yes", "--to", "20240201", "--skip", "backup");
        await workspace.Database.UntilRunningAsync("pg_sleep(60)");

        await SendAsync("INT", run);
        var ended = await run.EndAsync(TimeSpan.FromSeconds(15));

        ended.ShouldEndWith(6, "left: 20240301 is rolled back", "HINT: ");
        ended.Output.ShouldNotContain("everything is as it was");
        await workspace.ShouldBeAtAsync("20240215");
        (await workspace.Database.HasTableAsync("user_preferences")).ShouldBeTrue();
        (await workspace.RunAsync("status")).Output.ShouldContain("STOPPED  rollback");
        var aborted = await workspace.RunAsync("abort");
        aborted.ShouldEndWith(0);
        aborted.Output.ShouldContain("aborted: what has no way back stays, ");
        workspace.ShouldHaveEnded("aborted").GetProperty("newVersion").GetString().ShouldBe("20240215");
    }

    private static Task SendAsync(string signal, Started run) => Command.MustAsync(["kill", $"-{signal}", run.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
}
