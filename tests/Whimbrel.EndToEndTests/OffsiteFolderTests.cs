namespace Whimbrel.EndToEndTests;

/// <summary>Copies of backups that are folders.</summary>
public sealed class OffsiteFolderTests(Servers servers)
{
    private static readonly string[] _directory = ["format: directory", "jobs: 2"];

    [Theory]
    [InlineData("ssh", "copies")]
    [InlineData("ssh", "my 'copies' \"of\" -$HOME")]
    [InlineData("mounted", "copies")]
    public async Task A_folder_is_copied_and_its_hashes_are_computed_there(string way, string name)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        var place = Directory.CreateDirectory(Path.Combine(workspace.Folder, name)).FullName;
        await using var ssh = way == "ssh" ? await SshServer.StartAsync(place) : null;
        workspace.BackupKeys = [.. _directory, .. ssh?.BackupKeys ?? [$"offsite: ./{name}"]];

        var ended = await workspace.RunAsync("backup", "--json");

        ended.ExitCode.ShouldBe(0, ended.All);
        var (folder, copy) = (ended.Json().GetProperty("file").GetString()!, Directory.EnumerateFileSystemEntries(place).ShouldHaveSingleItem());
        ended.Json().GetProperty("offsite").GetString().ShouldEndWith(copy);
        (await Command.MustAsync(["diff", "-r", folder, copy])).ShouldBeEmpty();
        File.GetUnixFileMode(copy).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.EnumerateFiles(copy).ShouldAllBe(f => File.GetUnixFileMode(f) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        (await workspace.RunAsync("backup", "verify", folder)).ShouldEndWith(0);

        File.Delete(Directory.EnumerateFiles(copy, "*.dat.gz").First());
        var damaged = await workspace.RunAsync("backup", "verify", folder);
        damaged.ExitCode.ShouldBe(3, damaged.All);
        damaged.Output.ShouldContain("NOT THE SAME");
    }

    [Fact]
    public async Task Each_file_is_an_object_in_a_bucket()
    {
        await using var s3 = await S3Server.StartAsync();
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.BackupKeys = [.. _directory, .. s3.BackupKeys];

        (await workspace.RunAsync(S3Server.Credentials, "backup")).ShouldEndWith(0);

        var folder = Directory.EnumerateDirectories(workspace.Backups).ShouldHaveSingleItem();
        var objects = s3.Objects();
        objects.Count.ShouldBe(Directory.EnumerateFiles(folder).Count());
        objects.ShouldAllBe(o => o.Contains($"copies/{Path.GetFileName(folder)}/", StringComparison.Ordinal));
        (await workspace.RunAsync(S3Server.Credentials, "backup", "verify", folder)).ShouldEndWith(0);

        var bytes = await File.ReadAllBytesAsync(objects[0], TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(objects[0], bytes, TestContext.Current.CancellationToken);
        var damaged = await workspace.RunAsync(S3Server.Credentials, "backup", "verify", folder);
        damaged.ExitCode.ShouldBe(3, damaged.All);
        damaged.Output.ShouldContain($"s3://backups/copies/{Path.GetFileName(folder)}: NOT THE SAME");
    }

    [Theory]
    [InlineData("cat >/dev/null; echo 'the disk is full' >&2; exit 1", "the disk is full")]
    [InlineData("case $SSH_ORIGINAL_COMMAND in *tar*) sleep 60 ;; *) sh -c \"$SSH_ORIGINAL_COMMAND\" ;; esac", "took nothing for 1.0 s")]
    [InlineData("sh -c \"$SSH_ORIGINAL_COMMAND\" || exit; case $SSH_ORIGINAL_COMMAND in *tar*) rm copies/*.partial/toc.dat ;; esac", "what was sent is not what lies there")]
    public async Task A_copy_that_is_not_made_stops_the_run_and_is_made_by_the_next_try(string instead, string message)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        // More than the pipes between hold.
        await workspace.Database.ExecuteAsync("CREATE TABLE noise AS SELECT string_agg(md5(random()::text), '') AS text FROM generate_series(1, 4000 * 100) n GROUP BY n % 40");
        var place = Directory.CreateDirectory(Path.Combine(workspace.Folder, "copies")).FullName;
        await using (var broken = await SshServer.StartAsync(place, $"cd '{workspace.Folder}'\n{instead}"))
        {
            workspace.BackupKeys = [.. _directory, .. broken.BackupKeys, "offsite_patience: 1s"];

            var ended = await workspace.RunAsync("migrate", "--yes");

            ended.ShouldEndWith(5, "there is no copy off-site: ", message, "is whole, and nothing was changed", "--skip offsite");
            Directory.EnumerateFileSystemEntries(place, "*.dump").ShouldBeEmpty();
            (await workspace.RunAsync("backup", "verify", Directory.EnumerateDirectories(workspace.Backups).ShouldHaveSingleItem())).ShouldEndWith(0);
            await workspace.ShouldBeUnmigratedAsync();
        }

        workspace.BackupKeys = [.. _directory, "offsite: ./copies"];
        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(0);
        Directory.EnumerateDirectories(place, "*.dump").ShouldHaveSingleItem();
    }
}
