using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Offsite;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>Step 2: a dump of the whole database, hashed while it is written, read back and sent to the other place while it grows, and only then named.</summary>
public sealed class BackUpDatabase : IStep
{
    /// <summary>What <c>--skip</c> takes to go on without the copy at another place.</summary>
    public const string Offsite = "offsite";

    public Phase Phase => Phase.Backup;

    public string Title => "back up the database";

    public bool MaySkip => true;

    public async Task<StepPlan> PlanAsync(Run run, CancellationToken ct)
    {
        var settings = run.Settings.Backup;
        var tools = await PostgresTools.FindAsync(run.Database.Address, run.Database.Identity.Major, ct);
        AssertFolder(settings);
        var compression = DumpCompression.Of(settings.Compression, tools, run.Database.Identity.Major);
        var offsite = OffsiteOf(run) is { } place ? $", sends them to {place}, and compares the hash that is computed there" : "";
        return new StepPlan(
            $"Runs {tools.Dump} {tools.Version} --format=custom --compress={compression} into {BackupFile.PathFor(settings.Path, run.Facts.Id)}; while it is written, hashes the bytes, reads every one back through pg_restore{offsite}. Only then the file gets its name.", [], [], "a finished backup is kept; the unfinished file of an interrupted one is removed");
    }

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        if (run.Settings.Backup.IsDefaultPath)
        {
            Directory.CreateDirectory(run.Settings.Backup.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        AssertFolder(run.Settings.Backup);
        var path = BackupFile.PathFor(run.Settings.Backup.Path, run.Facts.Id);
        if (BackupFile.Find(path) is { } finished && File.Exists(path))
        {
            return finished.Offsite is null && OffsiteOf(run) is { } place ? await SendFinishedAsync(finished, new OffsiteCopy(place, run.Settings.Backup.OffsiteTimeout), ct) : Done(finished);
        }

        try
        {
            var result = await new BackupTaking(run, path, OffsiteOf(run) is { } target ? new OffsiteCopy(target, run.Settings.Backup.OffsiteTimeout) : null).TakeAsync(ct);
            BackupRetention.Apply(run);
            return result.WhyNotSent is { } why ? NotSent(result.Facts, why) : Done(result.Facts);
        }
        catch
        {
            File.Delete(BackupFile.Partial(path));
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
        foreach (var file in new[] { partial, BackupFile.Meta(path), BackupFile.Twin(path), BackupFile.Fingerprint(path), BackupFile.Globals(path) })
        {
            File.Delete(file);
        }

        return Task.FromResult<string?>($"the unfinished backup {partial} was removed");
    }

    private static OffsitePlace? OffsiteOf(Run run) => run.IsSkipped(Offsite) ? null : run.Settings.Backup.Offsite;

    private static async Task<StepResult> SendFinishedAsync(BackupFacts facts, OffsiteCopy copy, CancellationToken ct)
    {
        try
        {
            var there = await copy.SendAsync(FollowedFile.Whole(facts.File), Path.GetFileName(facts.File), Task.FromResult(facts.Sha256), ct);
            facts = facts with { Offsite = there };
            BackupFile.Describe(facts);
            return Done(facts);
        }
        catch (OperatorException e)
        {
            return NotSent(facts, e);
        }
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

    private static StepResult.Done Done(BackupFacts facts) => new($"{facts.File}, {ByteSize.Say(facts.Bytes)}, {facts.Levels}", Data(facts));

    private static StepResult.Blocked NotSent(BackupFacts facts, OperatorException why) => new(
        $"{why.Message}\nthe backup stands in {facts.File}, read back, on this machine alone; the database was not touched",
        $"{why.Hint} To go on without that copy: --skip {Offsite}.",
        Facts: Data(facts));

    private static JsonElement Data(BackupFacts facts) => JsonSerializer.SerializeToElement(facts, JournalJson.Default.BackupFacts);
}
