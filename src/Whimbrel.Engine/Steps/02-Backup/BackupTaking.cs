using System.Diagnostics;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Offsite;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>Takes, verifies, copies, describes and names a backup, in this order.</summary>
internal sealed class BackupTaking(Run run, IOffsitePlace? place)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public async Task<BackupFacts> TakeAsync(string path, CancellationToken ct)
    {
        var settings = run.Settings.Backup;
        await LeftBackups.RemoveAsync(settings, run.Output, ct);
        var tools = await PostgresTools.FindAsync(run.Database.Address, run.Database.Identity.Major, ct);
        var compression = await Compression.ChooseAsync(settings.Compression, tools, run.Database.Identity.Major, ct);
        var earlier = BackupFile.List(settings.Path).Where(b => b.Database == run.Database.Identity.Name).ToList();
        using var copy = place is null ? null : new OffsiteCopy(place, Path.GetFileName(path), settings.OffsitePatience);
        try
        {
            var taken = await new OnePass(run, tools, compression).TakeAsync(BackupFile.Partial(path), copy, Report(earlier.FirstOrDefault()?.Bytes), ct);
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
            Name(facts);
            return facts;
        }
        catch
        {
            BackupFile.DeleteUnfinished(path);
            await (copy?.GiveUpAsync() ?? Task.CompletedTask);
            throw;
        }
    }

    private const string Format = "custom";

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
    private static void Name(BackupFacts facts)
    {
        BackupFile.Describe(facts);
        File.Move(BackupFile.Partial(facts.File), facts.File, overwrite: true);
        FileSync.Folder(Path.GetDirectoryName(facts.File)!);
    }

    private Action<long> Report(long? expected)
    {
        var last = TimeSpan.Zero;
        return bytes =>
        {
            if (_clock.Elapsed - last > TimeSpan.FromMilliseconds(100))
            {
                last = _clock.Elapsed;
                run.Output.Progress($"{ByteSize.Say(bytes)} dumped and read back{(expected is > 0 and var all ? $" of about {ByteSize.Say(all)} ({Math.Min(100, 100 * bytes / all)} %)" : "")}, {Duration.Say(last)}", expected > 0 ? Math.Min(1, (double)bytes / expected.Value) : null);
            }
        };
    }
}
