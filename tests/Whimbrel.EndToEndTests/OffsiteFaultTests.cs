using System.Text.Json;

namespace Whimbrel.EndToEndTests;

public sealed class OffsiteFaultTests(Servers servers)
{
    [Theory]
    [InlineData("copies")]
    [InlineData("my 'copies' \"of\" -$HOME")]
    public async Task A_copy_is_sent_over_ssh_and_its_hash_is_computed_there(string name)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        var folder = Directory.CreateDirectory(Path.Combine(workspace.Folder, name)).FullName;
        await using var ssh = await SshServer.StartAsync(folder);
        workspace.BackupKeys = ssh.BackupKeys;

        var ended = await workspace.RunAsync("backup", "--json");

        ended.ExitCode.ShouldBe(0, ended.All);
        var facts = ended.Json();
        var copy = Directory.EnumerateFileSystemEntries(folder).ShouldHaveSingleItem();
        facts.GetProperty("offsite").GetString().ShouldBe($"{Environment.UserName}@127.0.0.1:{copy}");
        facts.GetProperty("levels").EnumerateArray().Select(l => l.GetString()).ShouldBe(["Written", "ReadBack", "Offsite"]);
        (await File.ReadAllBytesAsync(copy)).ShouldBe(await File.ReadAllBytesAsync(facts.GetProperty("file").GetString()!));
        File.GetUnixFileMode(copy).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await FlipAsync(copy);
        (await workspace.RunAsync("backup", "verify", facts.GetProperty("file").GetString()!)).ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task A_mounted_folder_takes_a_copy()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        var folder = Directory.CreateDirectory(Path.Combine(workspace.Folder, "mounted")).FullName;
        workspace.BackupKeys = ["offsite: ./mounted"];

        var facts = (await workspace.RunAsync("backup", "--json")).Json();

        facts.GetProperty("offsite").GetString().ShouldBe(Directory.EnumerateFileSystemEntries(folder).ShouldHaveSingleItem());
        (await workspace.RunAsync("backup", "verify", facts.GetProperty("file").GetString()!)).ShouldEndWith(0);
    }

    [Fact]
    public async Task A_mounted_folder_that_is_full_stops_the_run_and_keeps_the_backup()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE TABLE noise AS SELECT string_agg(md5(random()::text), '') AS text FROM generate_series(1, 4000 * 40) n GROUP BY n % 40");
        await using var disk = await SmallDisk.MountAsync(Directory.CreateDirectory(Path.Combine(workspace.Folder, "mounted")).FullName, kilobytes: 1024);
        workspace.BackupKeys = ["offsite: ./mounted"];

        var ended = await workspace.RunAsync("migrate", "--yes");

        await ShouldHaveStoppedAsync(workspace, ended, "No space left on device");
        Directory.EnumerateFileSystemEntries(disk.Folder).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("cat >/dev/null; echo 'the disk is full' >&2; exit 1", "the disk is full")]
    [InlineData("exit 3", "ended with 3")]
    [InlineData("case $SSH_ORIGINAL_COMMAND in *cat*) sleep 60 ;; *) sh -c \"$SSH_ORIGINAL_COMMAND\" ;; esac", "took nothing for 1.0 s")]
    [InlineData("sh -c \"$SSH_ORIGINAL_COMMAND\" || exit; case $SSH_ORIGINAL_COMMAND in *cat*) for f in copies/*.partial; do printf X | dd of=$f bs=1 seek=1500 conv=notrunc 2>/dev/null; done ;; esac", "what was sent is not what lies there")]
    public async Task A_copy_that_is_not_made_stops_the_run_before_the_migration(string instead, string message)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        var folder = Directory.CreateDirectory(Path.Combine(workspace.Folder, "copies")).FullName;
        await using var ssh = await SshServer.StartAsync(folder, $"cd '{workspace.Folder}'\n{instead}");
        workspace.BackupKeys = [.. ssh.BackupKeys, "offsite_patience: 1s"];

        var ended = await workspace.RunAsync("migrate", "--yes");

        await ShouldHaveStoppedAsync(workspace, ended, message);
        Directory.EnumerateFiles(folder, "*.dump").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_backup_that_is_killed_leaves_what_the_next_one_removes()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        var folder = Directory.CreateDirectory(Path.Combine(workspace.Folder, "copies")).FullName;
        await using (var ssh = await SshServer.StartAsync(folder, "case $SSH_ORIGINAL_COMMAND in *cat*) sleep 20 ;; *) sh -c \"$SSH_ORIGINAL_COMMAND\" ;; esac"))
        {
            workspace.BackupKeys = ssh.BackupKeys;
            using var started = workspace.Start(null, "backup");
            await Eventually.IsTrueAsync(() => Task.FromResult(Directory.EnumerateFiles(workspace.Backups, "*.dump.partial").Any()), "it writes");
            await Command.MustAsync(["kill", "-KILL", started.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await started.EndAsync();
        }

        Directory.EnumerateFiles(workspace.Backups, "*.dump").ShouldBeEmpty();
        workspace.BackupKeys = [];
        var ended = await workspace.RunAsync("backup");

        ended.ShouldEndWith(0);
        ended.All.ShouldContain(" of a killed process was removed");
        Directory.EnumerateFiles(workspace.Backups, "*.dump").ShouldHaveSingleItem();
        Directory.EnumerateFiles(workspace.Backups, "*.partial").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_doctor_looks_whether_copies_can_be_made()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        var folder = Directory.CreateDirectory(Path.Combine(workspace.Folder, "copies")).FullName;
        await using var ssh = await SshServer.StartAsync(folder);
        workspace.BackupKeys = ssh.BackupKeys;

        (await workspace.RunAsync("doctor")).Output.ShouldContain($"ok      off-site copies: {Environment.UserName}@127.0.0.1:{folder}/");

        Directory.Delete(folder);
        (await workspace.RunAsync("doctor")).Output.ShouldContain($"FAILED  off-site copies: {Environment.UserName}@127.0.0.1:{folder}/: {folder} on {Environment.UserName}@127.0.0.1 is no folder that can be written");
    }

    [Fact]
    public async Task A_host_that_is_not_there_stops_the_run_unless_it_is_skipped_by_name()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        var port = FreePort.Find().ToString(System.Globalization.CultureInfo.InvariantCulture);
        workspace.BackupKeys = ["offsite: 127.0.0.1:/copies", $"ssh: [ ssh, -F, none, -p, '{port}' ]"];

        await ShouldHaveStoppedAsync(workspace, await workspace.RunAsync("migrate", "--yes"), "Connection refused");
        (await workspace.RunAsync("migrate", "--yes", "--skip", "offsite")).ShouldEndWith(0);
        await workspace.ShouldBeAtAsync("20240215");
    }

    private static async Task ShouldHaveStoppedAsync(Workspace workspace, Ended ended, string message)
    {
        ended.ShouldEndWith(5, "there is no copy off-site: ", message, "is whole, and nothing was changed", "HINT: mend that", "--skip offsite");
        workspace.ShouldHaveEnded("went back");
        await workspace.ShouldBeUnmigratedAsync();
        var archive = Directory.EnumerateFiles(workspace.Backups, "*.dump").ShouldHaveSingleItem();
        using var twin = JsonDocument.Parse(await File.ReadAllBytesAsync(archive + ".meta.json"));
        twin.RootElement.GetProperty("offsite").ValueKind.ShouldBe(JsonValueKind.Null);
        Directory.EnumerateFiles(workspace.Backups, "*.partial").ShouldBeEmpty();
        (await workspace.RunAsync("backup", "verify", archive)).ShouldEndWith(0);
    }

    private static async Task FlipAsync(string file)
    {
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
    }
}
