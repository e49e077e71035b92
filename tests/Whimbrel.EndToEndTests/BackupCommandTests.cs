namespace Whimbrel.EndToEndTests;

public sealed class BackupCommandTests(Servers servers)
{
    [Fact]
    public async Task A_backup_is_described_listed_private_and_can_be_restored_by_pg_restore()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());

        var facts = (await workspace.RunAsync("backup", "--json")).Json();
        var list = (await workspace.RunAsync("backup", "list", "--json")).Json().GetProperty("backups");

        var file = facts.GetProperty("file").GetString()!;
        list[0].GetProperty("file").GetString().ShouldBe(file);
        list[0].GetProperty("sha256").GetString().ShouldBe(facts.GetProperty("sha256").GetString());
        facts.GetProperty("verified").GetBoolean().ShouldBeTrue();
        facts.GetProperty("bytes").GetInt64().ShouldBe(new FileInfo(file).Length);
        (await Command.MustAsync(["sha256sum", file])).Split(' ')[0].ShouldBe(facts.GetProperty("sha256").GetString());
        Directory.EnumerateFiles(workspace.Backups).ShouldAllBe(f => File.GetUnixFileMode(f) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        (await File.ReadAllTextAsync(file + ".meta")).ShouldContain($"SHA-256: {facts.GetProperty("sha256").GetString()}");
        (await Command.MustAsync(["pg_restore", "--file=-", file])).ShouldContain("user300@example.com");
        await workspace.ShouldBeUnmigratedAsync();
        workspace.Runs().ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_byte_counts_when_a_backup_is_verified()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        var file = (await workspace.RunAsync("backup", "--json")).Json().GetProperty("file").GetString()!;
        var whole = await File.ReadAllBytesAsync(file);

        (await workspace.RunAsync("backup", "verify", file)).ShouldEndWith(0);
        foreach (var place in new[] { 20, whole.Length / 2, whole.Length - 1 })
        {
            var broken = whole.ToArray();
            broken[place] ^= 1;
            await File.WriteAllBytesAsync(file, broken);
            var ended = await workspace.RunAsync("backup", "verify", file);
            ended.ExitCode.ShouldBe(3, $"byte {place}: {ended.All}");
        }

        await File.WriteAllBytesAsync(file, whole[..^100]);
        (await workspace.RunAsync("backup", "verify", file)).ExitCode.ShouldBe(3);
        (await workspace.RunAsync("backup", "verify", file + ".gone")).ShouldEndWith(2, "there is no file", "HINT: 'whimbrel backup list'");
    }
}
