namespace Whimbrel.EndToEndTests;

public sealed class RestoreBesideTests(Servers servers)
{
    [Fact]
    public async Task Carries_names_with_quotes_and_large_objects()
    {
        using var workspace = await RestoreWorkspace.CreateAsync(await servers.MainAsync(), "the \"shop's\" = db\\");
        await workspace.Database.ExecuteAsync("SELECT lo_from_bytea(4711, 'large')");
        (await workspace.RunAsync("backup", "--quiet")).ExitCode.ShouldBe(0);
        var newest = Directory.EnumerateFiles(workspace.Backups, "*.dump").OrderDescending(StringComparer.Ordinal).First();
        await workspace.Database.ExecuteAsync("SELECT lo_unlink(4711)");
        var traits = await workspace.TraitsAsync();

        (await workspace.RunAsync("restore", newest, "--yes", "--quiet")).ShouldEndWith(0);

        (await workspace.Database.ScalarAsync<string>("SELECT convert_from(lo_get(4711), 'UTF8')")).ShouldBe("large");
        (await workspace.TraitsAsync()).ShouldBe(traits);
    }

    [Theory]
    [InlineData("directory")]
    [InlineData("tar")]
    [InlineData("custom")]
    public async Task Restores_what_pg_dump_has_written_by_hand_and_says_what_cannot_be_checked(string format)
    {
        var server = await servers.MainAsync();
        using var workspace = await RestoreWorkspace.CreateAsync(server);
        var file = Path.Combine(workspace.Folder, "by-hand");
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["PGPASSWORD"] = PostgresServer.RolePassword };
        await Command.MustAsync(["/usr/lib/postgresql/15/bin/pg_dump", $"--format={format}", $"--file={file}", workspace.Database.Url], null, environment);
        await workspace.Database.ExecuteAsync("DROP TABLE later; DELETE FROM users");

        var restored = await workspace.RunAsync("restore", file, "--yes");

        restored.ShouldEndWith(0, "no description stands beside", "no fingerprint stands beside", "which rows those are cannot be known");
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM users")).ShouldBe(301);
        (await workspace.Database.HasTableAsync("later")).ShouldBeTrue();
    }

    [Fact]
    public async Task Drops_the_copy_and_leaves_the_live_database_when_a_disk_is_full()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools);
        var place = Directory.CreateTempSubdirectory("whimbrel-small-").FullName;
        File.SetUnixFileMode(place, (UnixFileMode)Convert.ToInt32("777", 8));
        await using var disk = await SmallDisk.MountAsync(place, 16_000);
        await Command.MustAsync(["chown", "postgres", place]);
        await server.ExecuteAsync("postgres", $"CREATE TABLESPACE small LOCATION '{place}'");
        await server.ExecuteAsync("postgres", $"GRANT CREATE ON TABLESPACE small TO {PostgresServer.Role}");
        using var workspace = await RestoreWorkspace.CreateAsync(server);
        await workspace.Database.ExecuteAsync("CREATE TABLE big TABLESPACE small AS SELECT n, repeat('x', 200) AS filler FROM generate_series(1, 40000) n");
        (await workspace.RunAsync("backup", "--quiet")).ExitCode.ShouldBe(0);
        var newest = Directory.EnumerateFiles(workspace.Backups, "*.dump").OrderDescending(StringComparer.Ordinal).First();

        var failed = await workspace.RunAsync("restore", newest, "--yes");

        failed.ShouldEndWith(5, "cannot be restored", "No space left on device", "HINT: free some space");
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM big")).ShouldBe(40000);
        (await workspace.BesideAsync("restored")).ShouldBeEmpty();
        workspace.ShouldHaveEnded("went back");
    }

    [Fact]
    public async Task Goes_back_when_it_is_interrupted()
    {
        using var workspace = await RestoreWorkspace.CreateAsync(await servers.MainAsync());
        await using var holder = await Client.DoneAsync(workspace.Database, "BEGIN; SELECT count(*) FROM users");
        using var restore = workspace.Start(null, "restore", workspace.Backup(), "--yes", "--skip", "verify");
        await workspace.UntilBegunAsync("SwapDatabases");

        await Command.MustAsync(["kill", "-INT", restore.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        var ended = await restore.EndAsync();

        ended.ExitCode.ShouldBe(130, ended.All);
        (await workspace.Database.HasTableAsync("later")).ShouldBeTrue();
        (await workspace.BesideAsync("restored")).ShouldBeEmpty();
    }
}
