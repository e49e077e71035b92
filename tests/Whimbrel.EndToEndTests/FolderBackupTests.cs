using System.Globalization;

namespace Whimbrel.EndToEndTests;

/// <summary>Backups of pg_dump's directory format, through the published program.</summary>
public sealed class FolderBackupTests(Servers servers)
{
    private static readonly string[] _directory = ["format: directory", "jobs: 2"];

    [Fact]
    public async Task Is_listed_verified_rehearsed_and_restored_with_several_jobs()
    {
        var server = await servers.MainAsync();
        await RestoreWorkspace.GrantAsync(server);
        using var workspace = await Workspace.CreateHostingAsync(server);
        workspace.BackupKeys = _directory;
        workspace.ExtraConfig = "rehearsal: { on: throwaway }";
        var migrated = await workspace.RunAsync("migrate", "--yes", "--json");
        migrated.ShouldEndWith(0);
        var backup = migrated.Json().GetProperty("backup");
        var folder = backup.GetProperty("file").GetString()!;
        backup.GetProperty("format").GetString().ShouldBe("directory");
        backup.GetProperty("levels").EnumerateArray().ShouldContain(l => l.GetString() == "Restored");
        (await workspace.RunAsync("backup", "list")).Output.ShouldContain(folder);

        // As a shell completes a folder's name.
        var verified = await workspace.RunAsync("backup", "verify", folder + "/");
        await RestoreWorkspace.ChangeAsync(workspace);
        var restored = await workspace.RunAsync("restore", folder + "/", "--yes", "--quiet", "--jobs", "2", "--json");

        verified.ExitCode.ShouldBe(0, verified.All);
        verified.Output.ShouldContain(", as recorded");
        restored.ExitCode.ShouldBe(0, restored.All);
        restored.Json().GetProperty("restore").GetProperty("jobs").GetInt32().ShouldBe(2);
        (await workspace.Database.HasTableAsync("later")).ShouldBeFalse();
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM users")).ShouldBe(300);
        await workspace.ShouldBeAtAsync("20240201");
    }

    [Fact]
    public async Task Is_not_restored_when_a_file_of_it_is_another_which_is_named()
    {
        var server = await servers.MainAsync();
        await RestoreWorkspace.GrantAsync(server);
        using var workspace = await Workspace.CreateHostingAsync(server);
        workspace.BackupKeys = _directory;
        var folder = await BackUpAsync(workspace);
        var file = Path.Combine(folder, "toc.dat");
        await FlipAsync(file, new FileInfo(file).Length / 2);

        var restored = await workspace.RunAsync("restore", folder, "--yes");
        var inPlace = await workspace.RunAsync("restore", folder, "--yes", "--in-place", "--confirm", workspace.Database.Name);
        var verified = await workspace.RunAsync("backup", "verify", folder);

        restored.ExitCode.ShouldBeOneOf(4, 5);
        inPlace.ExitCode.ShouldBeOneOf(4, 5);
        verified.ExitCode.ShouldBe(3, verified.All);
        verified.Output.ShouldContain($"{folder}: DAMAGED; toc.dat has other bytes; sha256 is ");
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM users")).ShouldBe(300);
        (await workspace.BesideAsync("restored")).ShouldBeEmpty();

        await FlipAsync(file, new FileInfo(file).Length / 2);
        var data = Directory.EnumerateFiles(folder, "*.dat.gz").OrderByDescending(f => new FileInfo(f).Length).First();
        // The length of the unpacked rows stands at the end, which pg_restore does not look at in every version.
        await FlipAsync(data, new FileInfo(data).Length - 1);
        (await workspace.RunAsync("restore", folder, "--yes")).ShouldEndWith(5, $"{folder} is not the folder that was written: {Path.GetFileName(data)} has other bytes; its SHA-256 is ");
        (await workspace.BesideAsync("restored")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Is_restored_into_the_database_itself()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.Server.ExecuteAsync(workspace.Database.Name, $"ALTER SCHEMA public OWNER TO {PostgresServer.Role}");
        workspace.BackupKeys = _directory;
        var folder = await BackUpAsync(workspace);
        await RestoreWorkspace.ChangeAsync(workspace);

        (await workspace.RunAsync("restore", folder, "--yes", "--quiet", "--in-place", "--confirm", workspace.Database.Name)).ShouldEndWith(0);

        (await workspace.Database.HasTableAsync("later")).ShouldBeFalse();
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM users")).ShouldBe(300);
    }

    [Fact]
    public async Task A_disk_that_is_full_ends_the_run_before_the_migration_and_leaves_nothing()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE TABLE noise AS SELECT string_agg(md5(random()::text), '') AS text FROM generate_series(1, 4000 * 40) n GROUP BY n % 40");
        await using var disk = await SmallDisk.MountAsync(workspace.Backups, kilobytes: 1024);
        workspace.BackupKeys = _directory;

        var ended = await workspace.RunAsync("migrate", "--yes", "--skip", "disk-backup");

        ended.ShouldEndWith(5, "pg_dump ended with 1: ", "No space left on device", $"HINT: free some space in {workspace.Backups}, or set backup.path");
        Directory.EnumerateFileSystemEntries(workspace.Backups).ShouldBeEmpty();
        workspace.ShouldHaveEnded("went back");
        await workspace.ShouldBeUnmigratedAsync();
    }

    [Fact]
    public async Task A_pg_dump_that_is_killed_ends_the_run_at_once_and_its_jobs_with_it()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE TABLE large AS SELECT n, md5(n::text) || md5((-n)::text) AS filler FROM generate_series(1, 1000000) n");
        workspace.BackupKeys = [.. _directory, "compression: gzip:9"];
        using var started = workspace.Start(null, "migrate", "--yes");
        await Eventually.IsTrueAsync(async () => await JobsAsync(workspace, "query LIKE 'COPY public.large%'") > 0, "a job is at work");
        var dump = (await Command.MustAsync(["pgrep", "-P", started.Id.ToString(CultureInfo.InvariantCulture), "-x", "pg_dump"])).Trim();

        await Command.MustAsync(["kill", "-KILL", dump]);
        var ended = await started.EndAsync(TimeSpan.FromSeconds(20));

        ended.ShouldEndWith(5, "pg_dump ended with 137");
        Directory.EnumerateFileSystemEntries(workspace.Backups).ShouldBeEmpty();
        await Eventually.IsTrueAsync(async () => await JobsAsync(workspace, "true") == 0, "no job is left");
        await workspace.ShouldBeUnmigratedAsync();
    }

    [Theory]
    [InlineData("resume")]
    [InlineData("abort")]
    public async Task A_run_that_is_killed_while_pg_dump_goes_on_is_taken_up_again(string command)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.BackupKeys = _directory;
        await KillWhileDumpingAsync(workspace, "migrate", "--yes");
        (await JobsAsync(workspace, "true")).ShouldBe(1, "pg_dump lives on");

        (await workspace.RunAsync(command)).ShouldEndWith(0);

        (await JobsAsync(workspace, "true")).ShouldBe(0);
        Directory.EnumerateFileSystemEntries(workspace.Backups, "*.partial").ShouldBeEmpty();
        if (command == "abort")
        {
            Directory.EnumerateFileSystemEntries(workspace.Backups).ShouldBeEmpty();
            await workspace.ShouldBeUnmigratedAsync();
            return;
        }

        await workspace.ShouldBeAtAsync("20240215");
        (await workspace.RunAsync("backup", "verify", Directory.EnumerateDirectories(workspace.Backups).ShouldHaveSingleItem())).ShouldEndWith(0);
    }

    [Fact]
    public async Task A_backup_that_is_killed_leaves_what_the_next_one_removes()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.BackupKeys = _directory;
        await KillWhileDumpingAsync(workspace, "backup");

        var ended = await workspace.RunAsync("backup");

        ended.ShouldEndWith(0);
        ended.All.ShouldContain(" of a killed process was removed");
        Directory.EnumerateDirectories(workspace.Backups).ShouldHaveSingleItem().ShouldEndWith(".dump");
        await Eventually.IsTrueAsync(async () => await JobsAsync(workspace, "true") == 0, "no job is left");
    }

    private static Task<long> JobsAsync(Workspace workspace, string which) =>
        workspace.Database.ScalarAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'whimbrel backup 2%' AND {which}");

    /// <summary>kill -9 for Whimbrel alone, while its pg_dump waits for a lock; then the lock is let go.</summary>
    private static async Task KillWhileDumpingAsync(Workspace workspace, params string[] arguments)
    {
        await using var holder = await Client.DoneAsync(workspace.Database, "BEGIN; LOCK TABLE users");
        using var started = workspace.Start(null, arguments);
        await Eventually.IsTrueAsync(async () => await JobsAsync(workspace, "wait_event_type = 'Lock'") > 0, "pg_dump waits");
        await Command.MustAsync(["kill", "-KILL", started.Id.ToString(CultureInfo.InvariantCulture)]);
        await started.EndAsync();
        Directory.EnumerateDirectories(workspace.Backups, "*.dump.partial").ShouldHaveSingleItem();
    }

    private static async Task<string> BackUpAsync(Workspace workspace)
    {
        var ended = await workspace.RunAsync("backup", "--json");
        ended.ShouldEndWith(0);
        return ended.Json().GetProperty("file").GetString()!;
    }

    private static async Task FlipAsync(string file, long offset)
    {
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[offset] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
    }
}
