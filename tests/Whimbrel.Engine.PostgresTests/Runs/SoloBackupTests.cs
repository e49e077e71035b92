using Whimbrel.Engine.Postgres;
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
        foreach (var file in new[] { facts.File, facts.File + ".meta", facts.File + ".meta.json", facts.File + ".fingerprint.json", facts.File + ".globals.sql" })
        {
            File.GetUnixFileMode(file).ShouldBe(OwnerOnly, file);
        }

        Directory.EnumerateFiles(workspace.Backups).Count().ShouldBe(5);
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

    [Fact]
    public async Task Keeps_the_schema_and_the_rows_of_each_table_as_they_are_in_the_dump()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync(), "it's \"odd\" = a name");
        await workspace.Database.ExecuteAsync("""
            CREATE SCHEMA "my schema";
            CREATE TABLE "my schema"."a ""quoted"" table" (id int);
            INSERT INTO "my schema"."a ""quoted"" table" SELECT generate_series(1, 7);
            CREATE TABLE parts (id int) PARTITION BY RANGE (id);
            CREATE TABLE part_1 PARTITION OF parts FOR VALUES FROM (1) TO (100);
            INSERT INTO parts SELECT generate_series(1, 42);
            CREATE TABLE empty_one (id int, note text);
            CREATE FUNCTION trap() RETURNS text LANGUAGE sql AS $$
            SELECT 'COPY public.users (id) FROM stdin;
            COPY public.trap (id) FROM stdin;'
            $$;
            SELECT lo_from_bytea(0, repeat('x', 100000)::bytea);
            """);
        using var by = new Operator(workspace);

        var facts = await SoloBackup.TakeAsync(by.Settings, by.Opening, CancellationToken.None);

        var fingerprint = Fingerprint.Read(BackupFile.Fingerprint(facts.File));
        fingerprint.Rows.Select(r => $"{r.Key} {r.Value.Count} {r.Value.Sum}").ShouldBe(
            ["\"my schema\".\"a \"\"quoted\"\" table\" 7 ", "public.empty_one 0 ", "public.part_1 42 ", "public.schema_migrations 2 ", "public.users 300 "]);
        fingerprint.Rows.Keys.ShouldAllBe(t => fingerprint.Objects.ContainsKey("table " + t));
        await using var database = await by.ConnectAsync();
        await using var session = await database.OpenAsync(CancellationToken.None);
        fingerprint.DifferencesTo(await Fingerprint.ReadAsync(session, CancellationToken.None)).ShouldBeEmpty();
        (await File.ReadAllTextAsync(facts.Globals!)).ShouldContain("CREATE ROLE");
        (await File.ReadAllTextAsync(facts.Globals!)).ShouldNotContain("PASSWORD '");
        facts.Levels.ShouldBe([BackupLevel.Written, BackupLevel.ReadBack]);
    }

    [Fact]
    public async Task Warns_of_a_backup_that_is_much_smaller_than_the_one_before()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE TABLE noise AS SELECT md5(random()::text) AS text FROM generate_series(1, 20000)");
        using var by = new Operator(workspace);
        (await SoloBackup.TakeAsync(by.Settings, by.Opening, CancellationToken.None)).Findings.ShouldBeEmpty();
        await workspace.Database.ExecuteAsync("TRUNCATE noise");

        var facts = await SoloBackup.TakeAsync(by.Settings, by.Opening, CancellationToken.None);

        facts.Findings!.ShouldHaveSingleItem().ShouldContain(" % smaller than the one of ");
        BackupFile.Find(facts.File)!.Findings.ShouldBe(facts.Findings);
    }

    [Fact]
    public async Task Takes_away_the_unfinished_archive_of_a_killed_process_and_no_other()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        using var by = new Operator(workspace);
        var (left, written) = (BackupFile.Partial(BackupFile.PathFor(workspace.Backups, "20240215-230000-1a2b")), BackupFile.Partial(BackupFile.PathFor(workspace.Backups, "20240215-230000-3c4d")));
        await File.WriteAllTextAsync(left, "half");
        await using var other = new FileStream(written, FileMode.Create, FileAccess.Write, FileShare.Read);

        await SoloBackup.TakeAsync(by.Settings, by.Opening, CancellationToken.None);

        (File.Exists(left), File.Exists(written)).ShouldBe((false, true));
    }
}
