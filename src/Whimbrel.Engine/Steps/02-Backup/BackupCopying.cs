using Whimbrel.Engine.Offsite;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>The copy of a backup that is finished, but has none.</summary>
internal static class BackupCopying
{
    private const string None = "there is no copy off-site: ";

    public static string? Finding(OffsiteCopy? copy) => copy?.Failure is { } failure ? $"{None}{copy.Location}: {failure}" : null;

    /// <summary>A run that stopped for want of a copy finds its backup again: read once more, from the disk.</summary>
    public static async Task<BackupFacts> AddAsync(Run run, IOffsitePlace? place, BackupFacts finished, CancellationToken ct)
    {
        if (place is null || finished.Offsite is not null)
        {
            return finished;
        }

        using var copy = Begin(place, finished, run.Settings.Backup.OffsitePatience);
        var sha256 = await ReadAsync(run, finished, copy, ct);
        if (sha256 != finished.Sha256)
        {
            throw new OperatorException($"{finished.File} is damaged: its SHA-256 is {sha256}, recorded was {finished.Sha256}; nothing was changed", "'whimbrel abort', and begin again: a new backup is taken then.", ExitCode.WentBack);
        }

        await copy.FinishAsync(finished.Sha256, ct);
        var others = (finished.Findings ?? []).Where(f => !f.StartsWith(None, StringComparison.Ordinal));
        var facts = finished with { Offsite = copy.Failure is null ? copy.Location : null, Findings = [.. others, .. new[] { Finding(copy) }.OfType<string>()] };
        BackupFile.Describe(facts);
        return facts;
    }

    public static OperatorException Missing(BackupFacts facts) => new(
        $"{facts.Findings!.Last(f => f.StartsWith(None, StringComparison.Ordinal))}; the backup {facts.File} is whole, and nothing was changed",
        $"mend that, and run the same command; or go on without a copy with --skip {BackUpDatabase.WithoutCopy} (or --set backup.offsite=).",
        ExitCode.WentBack);

    private static OffsiteCopy Begin(IOffsitePlace place, BackupFacts finished, TimeSpan patience) => finished.IsFolder
        ? new OffsiteFolderCopy(place, Path.GetFileName(finished.File), patience)
        : new OffsiteFileCopy(place, Path.GetFileName(finished.File), patience);

    private static async Task<string> ReadAsync(Run run, BackupFacts finished, OffsiteCopy copy, CancellationToken ct)
    {
        if (copy is OffsiteFolderCopy folder)
        {
            return (await FolderReader.ReadAsync(finished.File, folder, Report, ct)).Sha256;
        }

        var tools = await PostgresTools.FindAsync(run.Database.Address, run.Database.Identity.Major, ct);
        return (await new ArchiveReader(tools, finished.File, (OffsiteFileCopy)copy, Report).ReadAsync(ct)).Sha256;

        void Report(long bytes) => run.Output.Progress($"{ByteSize.Say(bytes)} copied");
    }
}
