using System.Diagnostics;
using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>Step 2: a dump of the whole database, hashed while it is written and read back before it gets its name.</summary>
public sealed class BackUpDatabase : IStep
{
    public Phase Phase => Phase.Backup;

    public string Title => "back up the database";

    public bool MaySkip => true;

    public async Task<StepPlan> PlanAsync(Run run, CancellationToken ct)
    {
        var tools = await PostgresTools.FindAsync(run.Database.Address, run.Database.Identity.Major, ct);
        AssertFolder(run.Settings.Backup);
        return new StepPlan(
            $"Runs {tools.Dump} {tools.Version} --format=custom into {BackupFile.PathFor(run.Settings.Backup.Path, run.Facts.Id)}, hashes the bytes while they are written, reads every byte back through pg_restore, and only then gives the file its name.", [], [], "a finished backup is kept; the unfinished file of an interrupted one is removed");
    }

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        if (run.Settings.Backup.IsDefaultPath)
        {
            Directory.CreateDirectory(run.Settings.Backup.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        AssertFolder(run.Settings.Backup);
        var path = BackupFile.PathFor(run.Settings.Backup.Path, run.Facts.Id);
        var partial = BackupFile.Partial(path);
        if (BackupFile.Find(path) is { } finished && File.Exists(path))
        {
            return Done(finished);
        }

        var clock = Stopwatch.StartNew();
        try
        {
            var facts = await TakeAsync(run, path, partial, clock, ct);
            return Done(facts);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>A finished backup stays; only what a killed process left half-done goes.</summary>
    public Task<string?> UndoAsync(Run run, CancellationToken ct)
    {
        var path = BackupFile.PathFor(run.Settings.Backup.Path, run.Facts.Id);
        var partial = BackupFile.Partial(path);
        if (!File.Exists(partial) || File.Exists(path))
        {
            return Task.FromResult<string?>(null);
        }

        // What describes it was written before it got its name.
        File.Delete(partial);
        File.Delete(BackupFile.Meta(path));
        File.Delete(BackupFile.Twin(path));
        return Task.FromResult<string?>($"the unfinished backup {partial} was removed");
    }

    /// <summary>Takes, verifies, names and describes a backup.</summary>
    private static async Task<BackupFacts> TakeAsync(Run run, string path, string partial, Stopwatch clock, CancellationToken ct)
    {
        var tools = await PostgresTools.FindAsync(run.Database.Address, run.Database.Identity.Major, ct);
        var expected = BackupFile.List(run.Settings.Backup.Path).FirstOrDefault(b => b.Database == run.Database.Identity.Name)?.Bytes;
        var lockWait = run.Settings.Locks.Deadline;
        var written = await new ArchiveWriter(tools, run.Database.Address, lockWait).WriteAsync(partial, Report("dumped"), ct);
        expected = written.Bytes;
        var read = await ArchiveReader.ReadAsync(tools, partial, Report("read back"), ct);
        if (read != written)
        {
            throw new OperatorException($"{partial}: {written.Bytes} bytes with SHA-256 {written.Sha256} were written, {read.Bytes} with {read.Sha256} were read back", "the disk is not to be trusted: set backup.path to another one.", ExitCode.WentBack);
        }

        var facts = new BackupFacts(
            path,
            written.Bytes,
            written.Sha256,
            clock.Elapsed.TotalSeconds,
            Verified: true,
            Offsite: null,
            run.Database.Identity.Name,
            run.Database.Identity.ServerVersion,
            tools.Version,
            "custom",
            run.Time.GetUtcNow(),
            run.Migrations.Count == 0 ? "Backup" : run.Command == RunCommand.Migrate ? "Pre-migration backup" : "Pre-rollback backup",
            [.. run.Migrations.Select(m => m.Name)]);

        // The name comes last: a file that has its name has its description too, whenever we are killed.
        BackupFile.Describe(facts);
        File.Move(partial, path, overwrite: true);
        FileSync.Folder(run.Settings.Backup.Path);
        return facts;

        Action<long> Report(string did) => bytes => run.Output.Progress(
            $"{ByteSize.Say(bytes)} {did}{(expected is > 0 and var all ? $" of about {ByteSize.Say(all)} ({Math.Min(100, 100 * bytes / all)} %)" : "")}, {Duration.Say(clock.Elapsed)}");
    }

    private static void AssertFolder(BackupSettings settings)
    {
        if (settings.IsDefaultPath && !Directory.Exists(settings.Path))
        {
            // In our own state folder, which is made with the run.
            return;
        }

        if (FolderAccess.WhyNotWritable(settings.Path) is { } why)
        {
            throw new OperatorException($"the backup folder {settings.Path} cannot be written: {why}; nothing was changed", "make it writable for our user, or set backup.path to another folder.");
        }
    }

    private static StepResult.Done Done(BackupFacts facts) => new(
        $"{facts.File}, {ByteSize.Say(facts.Bytes)}, every byte read back",
        JsonSerializer.SerializeToElement(facts, JournalJson.Default.BackupFacts));
}
