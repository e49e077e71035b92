namespace Whimbrel.EndToEndTests;

public sealed class BackupFaultTests(Servers servers)
{
    private const string Tools = "/usr/lib/postgresql/15/bin";

    [Fact]
    public async Task Without_pg_dump_nothing_is_begun()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        var empty = Directory.CreateDirectory(Path.Combine(workspace.Folder, "empty")).FullName;

        var ended = await workspace.RunAsync("migrate", "--yes", "--set", "database.tools=empty");

        ended.ShouldEndWith(4, $"pg_dump and pg_restore 15 are missing (looked in {empty}); nothing was changed", "HINT: install them (Debian: apt-get install postgresql-client-15)");
        await workspace.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_pg_dump_of_another_major_is_refused()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.GetAsync(16));

        var ended = await workspace.RunAsync("migrate", "--yes", "--set", $"database.tools={Tools}");

        ended.ShouldEndWith(4, "pg_dump of another major: the server is 16, /usr/lib/postgresql/15/bin/pg_dump is 15.", "nothing was changed", "HINT: install them (Debian: apt-get install postgresql-client-16)");
        await workspace.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_backup_folder_that_is_missing_is_named()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());

        var ended = await workspace.RunAsync("migrate", "--yes", "--set", "backup.path=gone");

        ended.ShouldEndWith(4, $"the backup folder {Path.Combine(workspace.Folder, "gone")} cannot be written: there is no such folder; nothing was changed", "HINT: make it writable");
        await workspace.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_backup_folder_that_is_read_only_is_named()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var disk = await SmallDisk.MountAsync(workspace.Backups, kilobytes: 1024);
        await disk.MakeReadOnlyAsync();

        var ended = await workspace.RunAsync("migrate", "--yes");

        ended.ShouldEndWith(4, $"the backup folder {workspace.Backups} cannot be written: its file system is read-only; nothing was changed", "HINT: make it writable");
        await workspace.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_backup_folder_that_is_full_ends_the_run_before_the_migration()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE TABLE noise AS SELECT string_agg(md5(random()::text), '') AS text FROM generate_series(1, 4000 * 40) n GROUP BY n % 40");
        await using var disk = await SmallDisk.MountAsync(workspace.Backups, kilobytes: 1024);

        var ended = await workspace.RunAsync("migrate", "--yes", "--skip", "disk-backup");

        ended.ShouldEndWith(5, $"{workspace.Backups}/postgres-pre-migration-", ".partial cannot be written after", "No space left on device", "HINT: free some space there, or set backup.path");
        workspace.BackupFiles().ShouldBeEmpty();
        workspace.ShouldHaveEnded("went back").GetProperty("exitCode").GetInt32().ShouldBe(5);
        await workspace.ShouldBeUnmigratedAsync();
    }

    [Theory]
    [InlineData("printf half; echo 'pg_dump: error: the disk broke' >&2; exit 1", "pg_dump ended with 1: pg_dump: error: the disk broke", "HINT: see what it says")]
    [InlineData("/usr/lib/postgresql/15/bin/pg_dump \"$@\" | head -c 3000", "is no whole archive: pg_restore ended with 1", "HINT: do not rely on this file")]
    [InlineData("printf 'no archive at all'", "is no whole archive: pg_restore ended with 1", "HINT: do not rely on this file")]
    [InlineData("exit 0", "is no whole archive: pg_restore ended with 1", "HINT: do not rely on this file")]
    [InlineData("kill -9 $$", "pg_dump ended with 137", "HINT: see what it says")]
    public async Task A_dump_that_is_not_whole_ends_the_run_before_the_migration(string instead, string message, string hint)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await WriteToolsAsync(workspace, instead);

        var ended = await workspace.RunAsync("migrate", "--yes", "--set", "database.tools=tools");

        ended.ShouldEndWith(5, message, hint);
        workspace.BackupFiles().ShouldBeEmpty();
        workspace.ShouldHaveEnded("went back");
        await workspace.ShouldBeUnmigratedAsync();
    }

    [Fact]
    public async Task A_table_that_another_session_locks_does_not_hold_the_backup_for_ever()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var other = await workspace.Database.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var command = other.CreateCommand())
        {
            command.CommandText = "LOCK TABLE users IN ACCESS EXCLUSIVE MODE";
            await command.ExecuteNonQueryAsync();
        }

        var ended = await workspace.RunAsync("migrate", "--yes", "--set", "locks.deadline=1s");

        ended.ShouldEndWith(5, "pg_dump ended with 1: ", "HINT: ");
        workspace.BackupFiles().ShouldBeEmpty();
        workspace.ShouldHaveEnded("went back");
        await transaction.RollbackAsync();
        await workspace.ShouldBeUnmigratedAsync();
    }

    /// <summary>A folder with the real pg_restore and a pg_dump that answers --version and then does something else.</summary>
    private static async Task WriteToolsAsync(Workspace workspace, string instead)
    {
        var folder = Directory.CreateDirectory(Path.Combine(workspace.Folder, "tools")).FullName;
        File.CreateSymbolicLink(Path.Combine(folder, "pg_restore"), $"{Tools}/pg_restore");
        var dump = Path.Combine(folder, "pg_dump");
        await File.WriteAllTextAsync(dump, $"#!/bin/sh\n[ \"$1\" = --version ] && exec {Tools}/pg_dump --version\n{instead}\n");
        File.SetUnixFileMode(dump, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
