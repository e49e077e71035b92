namespace Whimbrel.EndToEndTests;

public sealed class CheckBackupTests(Servers servers)
{
    [Fact]
    public async Task Recognises_a_plain_dump_a_compressed_one_and_what_is_none()
    {
        using var workspace = await RestoreWorkspace.CreateAsync(await servers.MainAsync());
        var file = Path.Combine(workspace.Folder, "dump");
        var none = await workspace.RunAsync("restore", file, "--yes");
        await File.WriteAllTextAsync(file, "--\n-- PostgreSQL database dump\n--\nSET statement_timeout = 0;\n");
        var plain = await workspace.RunAsync("restore", file, "--yes");
        await File.WriteAllBytesAsync(file, [0x1f, 0x8b, 8, 0, 0]);
        var compressed = await workspace.RunAsync("restore", file, "--yes");
        await File.WriteAllBytesAsync(file, [1, 2, 3]);
        var noise = await workspace.RunAsync("restore", file, "--yes");

        none.ShouldEndWith(2, "there is no file", "nothing was changed");
        plain.ShouldEndWith(2, "is a plain SQL dump", "HINT: ");
        compressed.ShouldEndWith(2, "compressed with gzip");
        noise.ShouldEndWith(2, "is no archive of pg_dump");
        await ShouldBeLiveAsync(workspace);
    }

    [Fact]
    public async Task Refuses_a_truncated_archive_and_one_whose_bytes_are_others()
    {
        using var workspace = await RestoreWorkspace.CreateAsync(await servers.MainAsync());
        var bytes = await File.ReadAllBytesAsync(workspace.Backup());
        await File.WriteAllBytesAsync(workspace.Backup(), bytes[..(bytes.Length - 300)]);
        var truncated = await workspace.RestoreAsync();
        // The zlib stream of the rows stays whole: only the hash tells.
        await File.WriteAllBytesAsync(workspace.Backup(), [.. bytes, 0]);
        var changed = await workspace.RestoreAsync();

        truncated.ExitCode.ShouldBeOneOf(4, 5);
        truncated.Errors.ShouldContain(Path.GetFileName(workspace.Backup()));
        changed.ShouldEndWith(5, "is not the file that was written", "the database was not touched");
        await ShouldBeLiveAsync(workspace);
    }

    [Fact]
    public async Task Asks_for_the_name_when_the_backup_is_another_databases()
    {
        var server = await servers.MainAsync();
        using var other = await RestoreWorkspace.CreateAsync(server);
        using var workspace = await RestoreWorkspace.CreateAsync(server);

        var refused = await workspace.RunAsync("restore", other.Backup(), "--yes");
        var wrong = await workspace.RunAsync("restore", other.Backup(), "--yes", "--into", other.Database.Name);
        await ShouldBeLiveAsync(workspace);
        var wanted = await workspace.RunAsync("restore", other.Backup(), "--yes", "--into", workspace.Database.Name);

        refused.ShouldEndWith(4, $"is a backup of {other.Database.Name}, and would replace {workspace.Database.Name}; nothing was changed", $"--into {workspace.Database.Name}");
        wrong.ShouldEndWith(4, "is a backup of");
        wanted.ShouldEndWith(0);
        (await workspace.Database.HasTableAsync("later")).ShouldBeFalse();
    }

    [Fact]
    public async Task Names_the_right_that_is_missing()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools);
        using var workspace = await RestoreWorkspace.CreateAsync(server);
        await server.ExecuteAsync("postgres", $"ALTER ROLE {PostgresServer.Role} NOCREATEDB");
        var cannotCreate = await workspace.RestoreAsync();
        await server.ExecuteAsync("postgres", $"ALTER ROLE {PostgresServer.Role} CREATEDB; ALTER DATABASE {workspace.Quoted()} OWNER TO postgres");
        var notOwner = await workspace.RestoreAsync();

        cannotCreate.ShouldEndWith(4, "may not create databases", $"ALTER ROLE \"{PostgresServer.Role}\" CREATEDB", "--in-place");
        notOwner.ShouldEndWith(4, "does not own", "GRANT \"postgres\" TO");
        await ShouldBeLiveAsync(workspace);
    }

    [Fact]
    public async Task Names_the_prepared_transaction_the_replication_slot_and_the_subscription_that_are_in_the_way()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools, "max_prepared_transactions = 5", "wal_level = logical");
        using var workspace = await RestoreWorkspace.CreateAsync(server);
        await workspace.Database.ExecuteAsync("BEGIN; INSERT INTO later VALUES (2); PREPARE TRANSACTION 'half done'");
        var prepared = await workspace.RestoreAsync();
        await workspace.Database.ExecuteAsync("ROLLBACK PREPARED 'half done'");
        await server.ExecuteAsync(workspace.Database.Name, "SELECT pg_create_logical_replication_slot('downstream', 'pgoutput')");
        var slot = await workspace.RestoreAsync();
        await server.ExecuteAsync(workspace.Database.Name, "SELECT pg_drop_replication_slot('downstream')");

        // With a slot it can be enabled, also where nobody answers.
        await server.ExecuteAsync(workspace.Database.Name, "CREATE SUBSCRIPTION upstream CONNECTION 'host=127.0.0.1 port=1 dbname=none' PUBLICATION p WITH (connect = false)");
        await server.ExecuteAsync(workspace.Database.Name, "ALTER SUBSCRIPTION upstream ENABLE");
        var subscription = await workspace.RestoreAsync();
        await server.ExecuteAsync(workspace.Database.Name, "ALTER SUBSCRIPTION upstream DISABLE");
        await server.ExecuteAsync(workspace.Database.Name, "ALTER SUBSCRIPTION upstream SET (slot_name = NONE)");
        await server.ExecuteAsync(workspace.Database.Name, "DROP SUBSCRIPTION upstream");

        subscription.ShouldEndWith(4, "subscription upstream", "ALTER SUBSCRIPTION upstream DISABLE;");
        prepared.ShouldEndWith(4, "prepared transaction half done", "ROLLBACK PREPARED 'half done';");
        slot.ShouldEndWith(4, "replication slot downstream", "pg_drop_replication_slot('downstream')");
        await ShouldBeLiveAsync(workspace);
        (await workspace.RestoreAsync()).ShouldEndWith(0);
    }

    [Fact]
    public async Task Says_how_much_room_is_missing_beside_the_live_database()
    {
        using var workspace = await RestoreWorkspace.CreateAsync(await servers.MainAsync());
        var large = Path.Combine(workspace.Folder, "large.dump");
        File.Copy(workspace.Backup(), large);
        await using (var file = new FileStream(large, FileMode.Open, FileAccess.Write))
        {
            // Only its length: no disk has three times as much.
            file.SetLength(1L << 40);
        }

        var refused = await workspace.RunAsync("restore", large, "--yes");

        refused.ShouldEndWith(4, "there is no room for a database beside the live one: it needs about 3.0 TB", "nothing was changed", "--in-place");
        await ShouldBeLiveAsync(workspace);
    }

    [Fact]
    public async Task Refuses_an_archive_of_a_newer_server_and_one_of_a_newer_format()
    {
        using var workspace = await RestoreWorkspace.CreateAsync(await servers.MainAsync());
        var bytes = await File.ReadAllBytesAsync(workspace.Backup());
        var newer = Path.Combine(workspace.Folder, "newer.dump");

        // The header has the server's version as text, and the format's in the sixth and seventh byte.
        var text = System.Text.Encoding.Latin1.GetString(bytes);
        await File.WriteAllBytesAsync(newer, System.Text.Encoding.Latin1.GetBytes(text.Replace("15.", "19.", StringComparison.Ordinal)));
        var server = await workspace.RunAsync("restore", newer, "--yes", "--into", workspace.Database.Name);
        await File.WriteAllBytesAsync(newer, [.. bytes[..6], 99, .. bytes[7..]]);
        var format = await workspace.RunAsync("restore", newer, "--yes", "--into", workspace.Database.Name);

        server.ShouldEndWith(4, $"{newer} comes from a newer PostgreSQL: it was dumped from PostgreSQL 19.", "and this server is 15; an older server cannot be counted on to understand it; nothing was changed", "HINT: restore it into a server of that major or a later one.");
        format.ShouldEndWith(4, $"{newer} comes from a newer PostgreSQL: pg_restore 15.", "unsupported version (1.99) in file header", "nothing was changed");
        workspace.Runs().ShouldBeEmpty();
        await ShouldBeLiveAsync(workspace);
    }

    [Fact]
    public async Task Refuses_a_standby()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools);
        using var workspace = await RestoreWorkspace.CreateAsync(server);
        await using var standby = await server.AddStandbyAsync();

        var refused = await workspace.RunAsync("restore", workspace.Backup(), "--yes", "--set", $"database.url={workspace.Database.Url.Replace($":{server.Port}/", $":{standby.Port}/", StringComparison.Ordinal)}");

        refused.ShouldEndWith(4, "nothing was changed");
    }

    private static async Task ShouldBeLiveAsync(Workspace workspace)
    {
        (await workspace.Database.HasTableAsync("later")).ShouldBeTrue();
        (await workspace.BesideAsync("restored")).ShouldBeEmpty();
        (await workspace.BesideAsync("before")).ShouldBeEmpty();
    }
}
