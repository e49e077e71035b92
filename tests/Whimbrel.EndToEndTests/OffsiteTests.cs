using System.Text.Json;

namespace Whimbrel.EndToEndTests;

/// <summary>Copies of backups at another place, through a real sshd and in a mounted folder: the same hash there, or the run does not begin.</summary>
public sealed class OffsiteTests(Servers servers)
{
    [Theory]
    [InlineData("plain")]
    [InlineData("it's \"odd\" $HOME `id`; -x")]
    public async Task A_copy_through_ssh_has_the_hash_that_is_computed_there(string folder)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var ssh = await SshServer.StartAsync();
        var there = Directory.CreateDirectory(Path.Combine(ssh.Folder, folder)).FullName;
        SetOffsite(workspace, "offsite:" + there);

        var facts = Facts(await RunAsync(workspace, ssh, "backup", "--json"));

        var copy = Directory.EnumerateFiles(there).ShouldHaveSingleItem();
        facts.GetProperty("offsite").GetString().ShouldBe("offsite:" + copy);
        (await File.ReadAllBytesAsync(copy, TestContext.Current.CancellationToken)).ShouldBe(await File.ReadAllBytesAsync(facts.GetProperty("file").GetString()!, TestContext.Current.CancellationToken));
        File.GetUnixFileMode(copy).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await RunAsync(workspace, ssh, "backup", "verify", facts.GetProperty("file").GetString()!)).ShouldEndWith(0);

        await Command.MustAsync(["sh", "-c", "printf x | dd of=\"$1\" bs=1 seek=2000 conv=notrunc 2>/dev/null", "sh", copy]);
        var damaged = await RunAsync(workspace, ssh, "backup", "verify", facts.GetProperty("file").GetString()!);
        damaged.ExitCode.ShouldBe(3, damaged.All);
        damaged.Output.ShouldContain("DAMAGED; sha256 there is ");
    }

    [Fact]
    public async Task A_copy_in_a_mounted_folder_is_read_back_there()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        var there = Directory.CreateDirectory(Path.Combine(workspace.Folder, "mounted")).FullName;
        SetOffsite(workspace, "mounted");

        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(0);

        Directory.EnumerateFiles(there).ShouldHaveSingleItem().ShouldEndWith(".dump");
        (await File.ReadAllTextAsync(Path.Combine(workspace.Runs()[0], "record.md"), TestContext.Current.CancellationToken)).ShouldContain($"a copy in {there}/");
        (await workspace.RunAsync("backup", "list")).Output.ShouldContain($"every byte read back, a copy in {there}/");
    }

    [Theory]
    [InlineData("sh -c \"$SSH_ORIGINAL_COMMAND\"; for f in THERE/*.partial; do printf x | dd of=\"$f\" bs=1 seek=2000 conv=notrunc 2>/dev/null; done", "the copy there has SHA-256 ")]
    [InlineData("exit 7", "ssh ended with 7")]
    [InlineData("head -c 1000 > /dev/null; kill -9 $$", "ssh ended with ")]
    [InlineData("sleep 30", "it took nothing for ")]
    public async Task A_copy_that_is_not_the_same_stops_the_run_and_the_backup_stays(string instead, string why)
    {
        using var workspace = await LargeAsync();
        await using var ssh = await SshServer.StartAsync(instead.Replace("THERE", workspace.Folder + "/there", StringComparison.Ordinal));
        Directory.CreateDirectory(Path.Combine(workspace.Folder, "there"));
        SetOffsite(workspace, $"offsite:{workspace.Folder}/there", "offsite_timeout: 2s");

        var ended = await RunAsync(workspace, ssh, "migrate", "--yes");

        await ShouldHaveStoppedAsync(workspace, ended, why);
    }

    [Fact]
    public async Task A_place_without_room_stops_the_run_and_the_backup_stays()
    {
        using var workspace = await LargeAsync();
        await using var ssh = await SshServer.StartAsync();
        var there = Directory.CreateDirectory(Path.Combine(workspace.Folder, "there")).FullName;
        await using var small = await SmallDisk.MountAsync(there, 64);
        SetOffsite(workspace, "offsite:" + there);

        await ShouldHaveStoppedAsync(workspace, await RunAsync(workspace, ssh, "migrate", "--yes"), "No space left on device");
    }

    [Fact]
    public async Task A_place_that_cannot_be_reached_can_be_left_out_by_name()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var ssh = await SshServer.StartAsync();
        await ssh.StopAsync();
        SetOffsite(workspace, "offsite:/tmp");

        await ShouldHaveStoppedAsync(workspace, await RunAsync(workspace, ssh, "migrate", "--yes"), "Connection refused");
        (await RunAsync(workspace, ssh, "migrate", "--yes", "--skip", "offsite")).ShouldEndWith(0);

        await workspace.ShouldBeAtAsync("20240215");
    }

    [Theory]
    [InlineData("s3://bucket/prefix", "is not supported by this version")]
    [InlineData("-oProxyCommand=x:/tmp", "is no place")]
    public async Task A_place_that_cannot_be_is_refused(string offsite, string why)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        SetOffsite(workspace, offsite);

        (await workspace.RunAsync("backup")).ShouldEndWith(2, $"'backup.offsite' is '{offsite}': it {why}");
    }

    private static async Task ShouldHaveStoppedAsync(Workspace workspace, Ended ended, string why)
    {
        ended.ShouldEndWith(4, "the copy to offsite:", why, "read back, on this machine alone; the database was not touched", "--skip offsite.");
        await workspace.ShouldBeUnmigratedAsync();
        var file = (await workspace.RunAsync("backup", "list", "--json")).Json().GetProperty("backups")[0];
        file.GetProperty("offsite").ValueKind.ShouldBe(JsonValueKind.Null);
        File.Exists(file.GetProperty("file").GetString()).ShouldBeTrue();
        (await workspace.RunAsync("status", "--json")).Output.ShouldContain("\"run\": null");
    }

    /// <summary>With more than a pipe holds.</summary>
    private async Task<Workspace> LargeAsync()
    {
        var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE TABLE noise AS SELECT n AS id, (SELECT string_agg(md5((n * 40 + i)::text), '') FROM generate_series(1, 40) i) AS text FROM generate_series(1, 6000) n");
        return workspace;
    }

    private static JsonElement Facts(Ended ended)
    {
        ended.ShouldEndWith(0);
        return ended.Json();
    }

    private static void SetOffsite(Workspace workspace, string offsite, string? more = null) =>
        workspace.BackupConfig = [$"offsite: '{offsite.Replace("'", "''", StringComparison.Ordinal)}'", .. more is null ? Array.Empty<string>() : [more]];

    private static async Task<Ended> RunAsync(Workspace workspace, SshServer ssh, params string[] arguments)
    {
        using var started = workspace.Start(ssh.Environment, arguments);
        return await started.EndAsync();
    }
}
