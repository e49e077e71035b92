namespace Whimbrel.EndToEndTests;

public sealed class SwapDatabasesTests(Servers servers)
{
    [Fact]
    public async Task Takes_the_name_while_clients_reconnect_all_the_time_and_keeps_the_old_database()
    {
        using var workspace = await RestoreWorkspace.CreateAsync(await servers.MainAsync());
        using var stop = new CancellationTokenSource();
        var ct = stop.Token;
        var clients = Enumerable.Range(0, 4).Select(_ => ReconnectAsync(workspace.Database, ct)).ToList();

        var restored = await workspace.RestoreAsync();
        await stop.CancelAsync();
        await Task.WhenAll(clients);

        restored.ShouldEndWith(0);
        (await workspace.Database.HasTableAsync("later")).ShouldBeFalse();
        var old = (await workspace.BesideAsync("before")).Single();
        (await workspace.Database.ScalarAsync<bool>($"SELECT datallowconn FROM pg_database WHERE datname = '{old}'")).ShouldBeTrue();
    }

    [Fact]
    public async Task Cancels_and_ends_a_query_that_goes_on_and_carries_the_history_over()
    {
        using var workspace = await RestoreWorkspace.CreateAsync(await servers.MainAsync());
        (await workspace.RunAsync("migrate", "--yes", "--quiet", "--skip", "backup", "--out-of-order", "20240215")).ExitCode.ShouldBe(0);
        await using var busy = await Client.BusyAsync(workspace.Database, "SELECT pg_sleep(600)");

        var restored = await workspace.RestoreAsync("--json");

        restored.ExitCode.ShouldBe(0, restored.All);
        restored.Json().GetProperty("command").GetString().ShouldBe("restore");
        (await workspace.Database.RowsAsync("SELECT version, direction FROM whimbrel.history")).ShouldBe(["20240215|applied"]);
        (await workspace.Database.ScalarAsync<string>("SELECT max(version) FROM schema_migrations")).ShouldBe("20240201");
        (await workspace.RunAsync("migrate", "--yes", "--quiet", "--skip", "backup")).ShouldEndWith(0);
    }

    [Fact]
    public async Task Does_not_end_a_backup_without_consent()
    {
        using var workspace = await RestoreWorkspace.CreateAsync(await servers.MainAsync());
        await using var backup = await Client.DoneAsync(workspace.Database, "SET application_name = 'pg_dump'");

        var refused = await workspace.RestoreAsync();
        var wanted = await workspace.RestoreAsync("--even-backup");

        refused.ShouldEndWith(4, "takes a backup", "nothing was changed", "--even-backup");
        wanted.ShouldEndWith(0);
    }

    [Fact]
    public async Task Is_the_way_back_from_a_run_that_is_open()
    {
        using var workspace = await RestoreWorkspace.CreateAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + "_verify.sql", "SELECT false AS fine;");
        (await workspace.RunAsync("migrate", "--yes", "--quiet", "--skip", "backup")).ExitCode.ShouldBe(6);
        var open = workspace.Runs()[0];

        var restored = await workspace.RunAsync("restore", workspace.Backup(), "--yes");

        restored.ShouldEndWith(0, "is open: it is ended when the restored database is in its place");
        (await File.ReadAllLinesAsync(Path.Combine(open, "journal.jsonl")))[^1].ShouldContain("\"status\":\"restored\"");
        (await workspace.RunAsync("status", "--json")).Output.ShouldContain("\"run\": null");
    }

    [Fact]
    public async Task Lists_and_drops_what_restores_have_put_aside_when_nobody_is_there()
    {
        using var workspace = await RestoreWorkspace.CreateAsync(await servers.MainAsync());
        (await workspace.RestoreAsync()).ShouldEndWith(0);
        var old = (await workspace.BesideAsync("before")).Single();
        await using (await Client.DoneAsync(new TestDatabase(workspace.Database.Server, old), "SELECT 1"))
        {
            (await workspace.RunAsync("restore", "--drop-old", "--yes")).ShouldEndWith(4, $"somebody is connected to {old}: pid ", "nothing was dropped");
        }

        var unasked = await workspace.RunAsync("restore", "--drop-old");
        await Eventually.IsTrueAsync(async () => await workspace.Database.ScalarAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE datname = '{old}'") == 0, "they have left");
        var dropped = await workspace.RunAsync("restore", "--drop-old", "--yes");
        var none = await workspace.RunAsync("restore", "--drop-old", "--yes", "--json");

        unasked.ShouldEndWith(4, "confirm it with --yes");
        dropped.ExitCode.ShouldBe(0, dropped.All);
        dropped.Output.ShouldStartWith($"Dropped {old} (");
        none.Json().GetProperty("dropped").GetArrayLength().ShouldBe(0);
        (await workspace.BesideAsync("before")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Goes_back_when_another_database_has_taken_the_name_that_the_old_one_would_get()
    {
        using var workspace = await RestoreWorkspace.CreateAsync(await servers.MainAsync());
        using var restore = await StopBeforeTheSwapAsync(workspace);
        var copy = (await workspace.BesideAsync("restored")).Single();
        var taken = copy.Replace("_restored_", "_before_", StringComparison.Ordinal);
        // Nobody may come in: that must stay so.
        await workspace.Database.Server.ExecuteAsync("postgres", $"CREATE DATABASE \"{taken}\" ALLOW_CONNECTIONS false");
        await Command.MustAsync(["kill", "-CONT", restore.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);

        var ended = await restore.EndAsync();

        ended.ShouldEndWith(4, $"there is a database {taken} already: the live one could not keep that name; nothing was changed");
        (await workspace.Database.HasTableAsync("later")).ShouldBeTrue();
        (await workspace.BesideAsync("restored")).ShouldBeEmpty();
        (await workspace.Database.ScalarAsync<bool>($"SELECT datallowconn FROM pg_database WHERE datname = '{taken}'")).ShouldBeFalse();
        workspace.ShouldHaveEnded("went back");
    }

    [Theory]
    [InlineData("LOCALE_PROVIDER icu ICU_LOCALE 'de-DE'")]
    [InlineData("LC_COLLATE 'C' LC_CTYPE 'C.utf8'")]
    public async Task Sorts_as_before_whatever_sorts(string options)
    {
        using var workspace = await RestoreWorkspace.CreateAsync(await servers.MainAsync(), databaseOptions: "TEMPLATE template0 " + options);
        const string Sorted = "SELECT concat_ws(' ', datlocprovider, daticulocale, datcollate, datctype, (SELECT string_agg(upper(w), ' ' ORDER BY w) FROM unnest(ARRAY['b', 'A', 'a', 'ä', 'B', 'z']) w)) FROM pg_database WHERE datname = current_database()";
        var before = await workspace.Database.ScalarAsync<string>(Sorted);

        (await workspace.RestoreAsync()).ShouldEndWith(0);

        (await workspace.Database.ScalarAsync<string>(Sorted)).ShouldBe(before);
        (await workspace.Database.HasTableAsync("later")).ShouldBeFalse();
    }

    /// <summary>A restore that stands still when its copy is there and nothing is renamed.</summary>
    private static async Task<Started> StopBeforeTheSwapAsync(Workspace workspace)
    {
        var restore = workspace.Start(null, "restore", workspace.Backup(), "--yes", "--skip", "verify");
        await Eventually.IsTrueAsync(async () => (await workspace.BesideAsync("restored")).Count > 0, "the copy is made");
        await Command.MustAsync(["kill", "-STOP", restore.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        return restore;
    }

    private static async Task ReconnectAsync(TestDatabase database, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await database.ScalarAsync<long>("SELECT count(*) FROM users");
            }
            catch (Npgsql.NpgsqlException)
            {
                // Refused or ended, as long as the databases are swapped.
                await Task.Delay(5, CancellationToken.None);
            }
        }
    }
}
