using System.Diagnostics;
using System.Text;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Offsite;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>Takes, verifies, copies, describes and names a backup, in this order.</summary>
internal sealed class BackupTaking(Run run, IOffsitePlace? place)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private string Format => run.Settings.Backup.Format == BackupFormat.Custom ? "custom" : "directory";

    public async Task<BackupFacts> TakeAsync(string path, CancellationToken ct)
    {
        var settings = run.Settings.Backup;
        await LeftBackups.RemoveAsync(run, ct);
        var tools = await BackupTools.FindAsync(settings, run.Database.Address, run.Database.Identity.Major, ct);
        var compression = await Compression.ChooseAsync(settings.Compression, tools, run.Database.Identity.Major, ct);
        var earlier = BackupFile.List(settings.Path).Where(b => b.Database == run.Database.Identity.Name).ToList();
        using var folder = settings.Format == BackupFormat.Directory ? UnfinishedFolder.Create(BackupFile.Partial(path)) : null;
        using var copy = Begin(Path.GetFileName(path));
        try
        {
            var taken = folder is null
                ? await new OnePass(run, tools, compression).TakeAsync(BackupFile.Partial(path), (OffsiteFileCopy?)copy, Report("dumped and read back", Expected(earlier)), ct)
                : await new FolderPass(run, tools, compression) { OnDumped = Report("dumped", Expected(earlier)), OnReadBack = Report("of rows read back", expected: null) }.TakeAsync(folder.Path, (OffsiteFolderCopy?)copy, ct);
            taken.Fingerprint.Write(BackupFile.Fingerprint(path));
            var withoutGlobals = await GlobalObjects.WriteAsync(run, tools, BackupFile.Globals(path), ct);
            if (copy is not null)
            {
                await copy.FinishAsync(taken.Sha256, ct);
            }

            var facts = Facts(path, taken, tools, compression) with
            {
                Offsite = copy is { Failure: null } ? copy.Location : null,
                Globals = withoutGlobals is null ? BackupFile.Globals(path) : null,
                Findings = [.. new[] { SizeTrend.Finding(taken.Bytes, Format, earlier), withoutGlobals, BackupCopying.Finding(copy) }.OfType<string>()],
            };
            Name(facts, taken, folder);
            return facts;
        }
        catch
        {
            BackupFile.DeleteUnfinished(path);
            await (copy?.GiveUpAsync() ?? Task.CompletedTask);
            throw;
        }
    }

    private OffsiteCopy? Begin(string name) => (place, run.Settings.Backup) switch
    {
        (null, _) => null,
        (_, { Format: BackupFormat.Custom } settings) => new OffsiteFileCopy(place, name, settings.OffsitePatience),
        (_, var settings) => new OffsiteFolderCopy(place, name, settings.OffsitePatience),
    };

    private long? Expected(IReadOnlyList<BackupFacts> earlier) => earlier.FirstOrDefault(b => b.Format == Format)?.Bytes;

    private BackupFacts Facts(string path, TakenArchive taken, PostgresTools tools, string compression) => new(
        path,
        taken.Bytes,
        taken.Sha256,
        _clock.Elapsed.TotalSeconds,
        Verified: true,
        Offsite: null,
        run.Database.Identity.Name,
        run.Database.Identity.ServerVersion,
        tools.Version,
        Format,
        run.Time.GetUtcNow(),
        run.Migrations.Count == 0 ? "Backup" : run.Command == RunCommand.Migrate ? "Pre-migration backup" : "Pre-rollback backup",
        [.. run.Migrations.Select(m => m.Name)])
    {
        Compression = compression,
    };

    /// <summary>The name comes last: a file that has its name has its description too, whenever we are killed.</summary>
    private static void Name(BackupFacts facts, TakenArchive taken, UnfinishedFolder? folder)
    {
        BackupFile.Describe(facts);
        if (folder is not null)
        {
            PrivateFile.Write(BackupFile.Manifest(facts.File), Encoding.UTF8.GetBytes(taken.Manifest!.Text));
            folder.Name(facts.File);
            return;
        }

        File.Move(BackupFile.Partial(facts.File), facts.File, overwrite: true);
        FileSync.Folder(Path.GetDirectoryName(facts.File)!);
    }

    private Action<long> Report(string what, long? expected)
    {
        var last = TimeSpan.Zero;
        return bytes =>
        {
            if (_clock.Elapsed - last > TimeSpan.FromMilliseconds(100))
            {
                last = _clock.Elapsed;
                run.Output.Progress($"{ByteSize.Say(bytes)} {what}{(expected is > 0 and var all ? $" of about {ByteSize.Say(all)} ({Math.Min(100, 100 * bytes / all)} %)" : "")}, {Duration.Say(last)}", expected > 0 ? Math.Min(1, (double)bytes / expected.Value) : null);
            }
        };
    }
}
