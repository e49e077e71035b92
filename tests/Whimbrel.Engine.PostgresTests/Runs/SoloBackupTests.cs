using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Steps.Backup;

namespace Whimbrel.Engine.PostgresTests.Runs;

public sealed class SoloBackupTests(Servers servers)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task Takes_a_backup_for_our_user_alone_with_its_description_twice()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        using var by = new Operator(workspace);

        var facts = await SoloBackup.TakeAsync(by.Settings, by.Opening, CancellationToken.None);

        (facts.Verified, facts.Database, facts.Purpose, facts.Bytes).ShouldBe((true, workspace.Database.Name, "Backup", new FileInfo(facts.File).Length));
        foreach (var file in new[] { facts.File, facts.File + ".meta", facts.File + ".meta.json" })
        {
            File.GetUnixFileMode(file).ShouldBe(OwnerOnly, file);
        }

        Directory.EnumerateFiles(workspace.Backups).Count().ShouldBe(3);
        (await File.ReadAllTextAsync(facts.File + ".meta")).ShouldContain($"SHA-256: {facts.Sha256}\n");
        BackupFile.List(workspace.Backups).ShouldHaveSingleItem().ShouldBeEquivalentTo(facts);
        (await SoloBackup.VerifyAsync(by.Settings, facts.File, by.Output, CancellationToken.None)).IsWhole.ShouldBeTrue();
    }

    [Fact]
    public async Task Finds_every_truncation_and_every_flipped_byte()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        using var by = new Operator(workspace);
        var settings = by.Settings;
        var facts = await SoloBackup.TakeAsync(settings, by.Opening, CancellationToken.None);
        var whole = await File.ReadAllBytesAsync(facts.File);
        var offsets = Enumerable.Range(0, 12).Select(i => i * (whole.Length - 1) / 11).ToList();
        foreach (var offset in offsets)
        {
            await File.WriteAllBytesAsync(facts.File, whole[..offset]);
            (await IsWholeAsync(facts.File)).ShouldBeFalse($"cut at {offset} of {whole.Length}");
            var flipped = whole.ToArray();
            flipped[offset] ^= 0x10;
            await File.WriteAllBytesAsync(facts.File, flipped);
            (await IsWholeAsync(facts.File)).ShouldBeFalse($"flipped at {offset} of {whole.Length}");
        }

        await File.WriteAllBytesAsync(facts.File, whole);
        (await IsWholeAsync(facts.File)).ShouldBeTrue();

        async Task<bool> IsWholeAsync(string file)
        {
            try
            {
                return (await SoloBackup.VerifyAsync(settings, file, by.Output, CancellationToken.None)).IsWhole;
            }
            catch (OperatorException e)
            {
                e.ExitCode.ShouldBe(ExitCode.FoundErrors);
                e.Message.ShouldContain("is no whole archive");
                return false;
            }
        }
    }

    [Fact]
    public async Task Says_that_there_is_no_such_file()
    {
        using var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        using var by = new Operator(workspace);

        (await Should.ThrowAsync<OperatorException>(() => SoloBackup.VerifyAsync(by.Settings, "/nowhere", by.Output, CancellationToken.None))).Message.ShouldBe("there is no file /nowhere");
    }
}
