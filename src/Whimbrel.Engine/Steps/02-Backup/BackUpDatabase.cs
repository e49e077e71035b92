using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Offsite;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>Step 2: a dump of the whole database, hashed while it is written and read back before it gets its name.</summary>
public sealed class BackUpDatabase : IStep
{
    /// <summary>What <c>--skip</c> takes to go on without a copy off-site.</summary>
    public const string WithoutCopy = "offsite";

    public Phase Phase => Phase.Backup;

    public string Title => "back up the database";

    public bool MaySkip => true;

    public async Task<StepPlan> PlanAsync(Run run, CancellationToken ct)
    {
        var (settings, major) = (run.Settings.Backup, run.Database.Identity.Major);
        var tools = await BackupTools.FindAsync(settings, run.Database.Address, major, ct);
        AssertFolder(settings);
        var compression = Compression.Argument(await Compression.ChooseAsync(settings.Compression, tools, major, ct), major);
        var path = BackupFile.PathFor(settings.Path, run.Facts.Id);
        var copy = Place(run) is { } place ? $" While it is {(run.Settings.Backup.Format == BackupFormat.Custom ? "written" : "read")} it is copied to {place.Locate(Path.GetFileName(path))}, and its hash is computed there." : "";
        return new StepPlan(
            settings.Format == BackupFormat.Custom
                ? $"Runs {tools.Say("pg_dump")} {tools.Version} --format=custom --compress={compression} into {path}, hashes the bytes while they are written, reads every byte back through pg_restore, and only then gives the file its name.{copy}"
                : $"Runs {tools.Say("pg_dump")} {tools.Version} --format=directory --jobs={settings.Jobs} --compress={compression} into {path}, hashes each of its files, reads every byte back through pg_restore, and only then gives the folder its name.{copy}",
            [],
            [],
            "a finished backup is kept; the unfinished file of an interrupted one is removed");
    }

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        var settings = run.Settings.Backup;
        if (settings.IsDefaultPath)
        {
            Directory.CreateDirectory(settings.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        AssertFolder(settings);
        var path = BackupFile.PathFor(settings.Path, run.Facts.Id);
        var facts = BackupFile.Find(path) is { } finished && BackupFile.Exists(path)
            ? await BackupCopying.AddAsync(run, Place(run), finished, ct)
            : await new BackupTaking(run, Place(run)).TakeAsync(path, ct);
        foreach (var finding in facts.Findings ?? [])
        {
            run.Output.Warn(finding);
        }

        if (Place(run) is not null && facts.Offsite is null)
        {
            throw BackupCopying.Missing(facts);
        }

        BackupRetention.Apply(run);
        return Done(facts);
    }

    /// <summary>A finished backup stays; only what a killed process left half-done goes.</summary>
    public async Task<string?> UndoAsync(Run run, CancellationToken ct)
    {
        var path = BackupFile.PathFor(run.Settings.Backup.Path, run.Facts.Id);
        var partial = BackupFile.Partial(path);
        if (!BackupFile.Exists(partial))
        {
            return null;
        }

        // What describes it was written before it got its name.
        BackupFile.DeleteUnfinished(path);
        if (BackupFile.Exists(path))
        {
            return null;
        }

        await LeftBackups.RemoveCopyAsync(run.Settings.Backup, path, ct);
        return $"the unfinished backup {partial} was removed";
    }

    private static IOffsitePlace? Place(Run run) => run.IsSkipped(WithoutCopy) ? null : OffsitePlaces.Of(run.Settings.Backup);

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
        $"{facts.File}, {ByteSize.Say(facts.Bytes)}, every byte read back{(facts.Offsite is null ? "" : $", copied to {facts.Offsite}")}",
        JsonSerializer.SerializeToElement(facts, JournalJson.Default.BackupFacts));
}
