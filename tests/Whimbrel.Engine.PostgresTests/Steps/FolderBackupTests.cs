using Npgsql;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Steps.Backup;

namespace Whimbrel.Engine.PostgresTests.Steps;

/// <summary>Backups of pg_dump's directory format, with several jobs.</summary>
public sealed class FolderBackupTests(Servers servers)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly string[] _directory = ["backup.format=directory", "backup.jobs=3"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Leaves_a_whole_folder_for_our_user_alone_whose_hash_sha256sum_computes_too()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        using var by = Folders(workspace);

        var facts = await SoloBackup.TakeAsync(by.Settings, by.Opening, Ct);

        (facts.Format, facts.Verified, facts.Database).ShouldBe(("directory", true, workspace.Database.Name));
        facts.Bytes.ShouldBe(Directory.EnumerateFiles(facts.File).Sum(f => new FileInfo(f).Length));
        File.GetUnixFileMode(facts.File).ShouldBe(OwnerOnly | UnixFileMode.UserExecute);
        Directory.EnumerateFiles(facts.File).ShouldAllBe(f => File.GetUnixFileMode(f) == OwnerOnly);
        Directory.EnumerateFileSystemEntries(workspace.Backups).Select(f => Path.GetFileName(f)[Path.GetFileName(facts.File).Length..]).Order(StringComparer.Ordinal)
            .ShouldBe(["", ".fingerprint.json", ".globals.sql", ".meta", ".meta.json", ".sha256"]);
        Directory.EnumerateFiles(workspace.Backups).ShouldAllBe(f => File.GetUnixFileMode(f) == OwnerOnly);
        (await Command.MustAsync(["sh", "-c", "export LC_ALL=C; cd \"$0\" && sha256sum * | sha256sum && sha256sum --quiet -c \"$0.sha256\" && sha256sum < \"$0.sha256\"", facts.File]))
            .ShouldBe($"{facts.Sha256}  -\n{facts.Sha256}  -\n");
        (await File.ReadAllTextAsync(facts.File + ".meta", Ct)).ShouldContain($"SHA-256: {facts.Sha256} (of {Path.GetFileName(facts.File)}.sha256, which has each file's)\n");
        BackupFile.List(workspace.Backups).ShouldHaveSingleItem().ShouldBeEquivalentTo(facts);
        by.Output.Text.ShouldContain(" of rows read back");
        var verified = await SoloBackup.VerifyAsync(by.Settings, facts.File, by.Output, Ct);
        (verified.IsWhole, verified.Sha256, verified.Bytes).ShouldBe((true, facts.Sha256, facts.Bytes));
    }

    [Fact]
    public async Task Has_the_schema_and_the_rows_that_a_dump_in_one_file_has()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync(), "it's \"odd\" = a folder");
        await workspace.Database.ExecuteAsync("""
            CREATE SCHEMA "my schema";
            CREATE TABLE "my schema"."a ""quoted"" table" (id int);
            INSERT INTO "my schema"."a ""quoted"" table" SELECT generate_series(1, 7);
            CREATE TABLE parts (id int) PARTITION BY RANGE (id);
            CREATE TABLE part_1 PARTITION OF parts FOR VALUES FROM (1) TO (100);
            INSERT INTO parts SELECT generate_series(1, 42);
            CREATE TABLE empty_one (id int, note text);
            CREATE MATERIALIZED VIEW seen AS SELECT count(*) FROM users;
            SELECT lo_from_bytea(0, repeat('x', 100000)::bytea), lo_from_bytea(0, 'small');
            """);
        using var by = Folders(workspace);
        using var inOneFile = new Operator(workspace);

        var folder = await SoloBackup.TakeAsync(by.Settings, by.Opening, Ct);
        var file = await SoloBackup.TakeAsync(inOneFile.Settings, inOneFile.Opening, Ct);

        (await File.ReadAllTextAsync(BackupFile.Fingerprint(folder.File), Ct)).ShouldBe(await File.ReadAllTextAsync(BackupFile.Fingerprint(file.File), Ct));
        (await File.ReadAllTextAsync(BackupFile.Fingerprint(folder.File), Ct)).ShouldContain("part_1");
        (await SoloBackup.VerifyAsync(by.Settings, folder.File, by.Output, Ct)).IsWhole.ShouldBeTrue();
    }

    [Fact]
    public async Task Shows_one_moment_in_all_jobs_while_rows_are_written()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("""
            CREATE TABLE first_half (n int, filler text);
            INSERT INTO first_half SELECT n, repeat('x', 100) FROM generate_series(1, 50000) n;
            CREATE TABLE second_half AS TABLE first_half;
            """);
        using var by = Folders(workspace);
        using var stop = new CancellationTokenSource();
        var writing = WriteAsync(workspace.Database, stop.Token);

        var facts = await SoloBackup.TakeAsync(by.Settings, by.Opening, Ct);
        await stop.CancelAsync();
        var written = await writing;

        var rows = Engine.Postgres.Fingerprint.Read(BackupFile.Fingerprint(facts.File)).Rows;
        rows["public.second_half"].Count.ShouldBe(rows["public.first_half"].Count);
        written.ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Finds_every_truncation_every_flipped_byte_and_every_file_that_is_missing_or_too_many(bool isRecorded)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        using var by = Folders(workspace);
        var settings = by.Settings;
        var facts = await SoloBackup.TakeAsync(settings, by.Opening, Ct);
        if (!isRecorded)
        {
            // As pg_dump leaves it by hand: pg_restore alone must find what is wrong.
            new[] { BackupFile.Manifest(facts.File), BackupFile.Twin(facts.File), BackupFile.Meta(facts.File) }.ToList().ForEach(File.Delete);
        }

        foreach (var file in Damaged(facts.File, isRecorded))
        {
            var whole = await File.ReadAllBytesAsync(file, Ct);
            foreach (var offset in Enumerable.Range(0, 4).Select(i => i * (whole.Length - 1) / 3))
            {
                await File.WriteAllBytesAsync(file, whole[..offset], Ct);
                (await DamageAsync(facts.File)).ShouldNotBeNull($"{file} cut at {offset} of {whole.Length}");
                if (isRecorded)
                {
                    var flipped = whole.ToArray();
                    flipped[offset] ^= 0x10;
                    await File.WriteAllBytesAsync(file, flipped, Ct);
                    (await DamageAsync(facts.File)).ShouldBe($"{Path.GetFileName(file)} has other bytes", $"flipped at {offset} of {whole.Length}");
                }
            }

            File.Delete(file);
            (await DamageAsync(facts.File)).ShouldBe(isRecorded ? $"{Path.GetFileName(file)} is missing" : "an error");
            await File.WriteAllBytesAsync(file, whole, Ct);
        }

        (await DamageAsync(facts.File)).ShouldBeNull();
        await File.WriteAllTextAsync(Path.Combine(facts.File, "more"), "more", Ct);
        (await DamageAsync(facts.File)).ShouldBe(isRecorded ? "more does not belong to it" : null);

        async Task<string?> DamageAsync(string folder)
        {
            try
            {
                var read = await SoloBackup.VerifyAsync(settings, folder, by.Output, Ct);
                return read.IsWhole ? null : read.Differences.ShouldHaveSingleItem();
            }
            catch (OperatorException e) when (!isRecorded)
            {
                e.ExitCode.ShouldBe(ExitCode.FoundErrors);
                return "an error";
            }
        }
    }

    [Fact]
    public async Task Goes_as_a_whole_when_it_is_too_old()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        using var by = Folders(workspace);
        by.Set.Add("backup.keep=1");
        var old = await SoloBackup.TakeAsync(by.Settings, by.Opening, Ct);

        var facts = await SoloBackup.TakeAsync(by.Settings, by.Opening, Ct);

        by.Output.Lines.ShouldContain(l => l == $"the backup {old.File} was removed: backup.keep, backup.keep_for");
        Directory.EnumerateFileSystemEntries(workspace.Backups).ShouldAllBe(f => f.StartsWith(facts.File, StringComparison.Ordinal));
        Directory.EnumerateFileSystemEntries(workspace.Backups).Count().ShouldBe(6);
    }

    [Fact]
    public async Task Takes_away_the_half_written_folder_of_a_killed_process_and_no_other()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        using var by = Folders(workspace);
        var (left, written) = (BackupFile.Partial(BackupFile.PathFor(workspace.Backups, "20240215-230000-1a2b")), BackupFile.Partial(BackupFile.PathFor(workspace.Backups, "20240215-230000-3c4d")));
        using (var killed = UnfinishedFolder.Create(left))
        {
            Directory.CreateDirectory(killed.Path);
            await File.WriteAllTextAsync(Path.Combine(killed.Path, "3345.dat.gz"), "half", Ct);
        }

        using var other = UnfinishedFolder.Create(written);

        await SoloBackup.TakeAsync(by.Settings, by.Opening, Ct);

        (Directory.Exists(left), Directory.Exists(written)).ShouldBe((false, true));
    }

    [Fact]
    public async Task Is_planned_and_taken_once_and_an_undo_takes_only_what_is_half_done()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<BackUpDatabase>(workspace, RunCommand.Migrate, _directory);
        var folder = BackupFile.PathFor(workspace.Backups, step.Run.Facts.Id);

        (await step.PlanAsync()).Does.ShouldContain(" --format=directory --jobs=3 --compress=2 into ");
        var result = await step.RunAsync();
        (await step.RunAgainAsync()).Summary.ShouldBe(result.Summary);
        (await step.UndoAsync()).ShouldBeNull();
        Directory.Exists(folder).ShouldBeTrue();

        // As after kill -9 between the description and the name.
        using (var unfinished = UnfinishedFolder.Create(BackupFile.Partial(folder)))
        {
            Directory.Move(folder, unfinished.Path);
        }

        (await step.UndoAsync()).ShouldBe($"the unfinished backup {folder}.partial was removed");
        Directory.EnumerateFileSystemEntries(workspace.Backups).ShouldBeEmpty();
    }

    [Fact]
    public async Task Waits_for_a_locked_table_no_longer_than_the_deadline_and_leaves_nothing()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<BackUpDatabase>(workspace, RunCommand.Migrate, [.. _directory, "locks.deadline=500ms"]);
        await using var blocker = await Blocking.HoldAsync(workspace.Database, "LOCK TABLE users");

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        failed.Message.ShouldStartWith("pg_dump ended with 1: ");
        Directory.EnumerateFileSystemEntries(workspace.Backups).ShouldBeEmpty();
    }

    [Fact]
    public async Task Says_what_to_do_when_somebody_wants_a_table_alone_meanwhile()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("""
            CREATE TABLE large_1 AS SELECT n, md5(n::text) || md5((-n)::text) AS filler FROM generate_series(1, 500000) n;
            CREATE TABLE large_2 AS TABLE large_1;
            -- pg_dump begins with the largest, as far as it knows.
            ANALYZE large_1, large_2;
            """);
        using var by = Folders(workspace);
        by.Set[1] = "backup.jobs=2";
        var backup = SoloBackup.TakeAsync(by.Settings, by.Opening, Ct);
        await Eventually.IsTrueAsync(async () => await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'whimbrel backup%' AND query LIKE 'COPY public.large%'") > 1, "both jobs are at work");
        // pg_dump itself has its lock; the job that will dump the small table has none yet, and does not wait behind us.
        await using var other = await workspace.Database.OpenAsync();
        await using var command = new NpgsqlCommand("BEGIN; SET LOCAL statement_timeout = '20s'; LOCK TABLE users; ROLLBACK", other);
        var waiting = command.ExecuteNonQueryAsync(Ct);

        var failed = await Should.ThrowAsync<OperatorException>(() => backup);
        await waiting;

        failed.Message.ShouldContain("ACCESS EXCLUSIVE");
        failed.Hint!.ShouldContain("set backup.format to custom");
        Directory.EnumerateFileSystemEntries(workspace.Backups).ShouldBeEmpty();
    }

    private static Operator Folders(Workspace workspace)
    {
        var by = new Operator(workspace);
        by.Set.AddRange(_directory);
        return by;
    }

    /// <summary>Without a record only what pg_restore cannot unpack is seen.</summary>
    private static IEnumerable<string> Damaged(string folder, bool isRecorded) => Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)
        .Where(f => isRecorded || new FileInfo(f).Length > 1000);

    /// <summary>A row into each of two tables in one transaction, again and again.</summary>
    private static async Task<int> WriteAsync(TestDatabase database, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync();
        await using var command = new NpgsqlCommand("INSERT INTO first_half VALUES (0, 'later'); INSERT INTO second_half VALUES (0, 'later')", connection);
        var written = 0;
        for (; !ct.IsCancellationRequested; written++)
        {
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }

        return written;
    }
}
