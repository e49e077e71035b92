using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Backup;
using Whimbrel.Engine.Steps.Restore;

namespace Whimbrel.Engine.Runs;

/// <summary>An archive as it was read back.</summary>
public sealed record ReadBack(string File, long Bytes, string Sha256, string? Expected)
{
    /// <summary>The copy off-site; null where none was made.</summary>
    public CopyLook? Copy { get; init; }

    /// <summary>Of a folder: the files that are not as they were recorded.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];

    public bool IsWhole => (Expected is null || Expected == Sha256) && Differences.Count == 0 && Copy is not { IsSame: false };
}

/// <summary>A backup outside of a run, under the run's lock: no dump may mix two schemas.</summary>
public static class SoloBackup
{
    public static async Task<BackupFacts> TakeAsync(WhimbrelSettings settings, RunOpening opening, CancellationToken ct)
    {
        await using var database = await Database.ConnectAsync(settings.Database, RunOpening.ApplicationName("backup", null), settings.Locks.StallBudget, ct);
        await using var held = await RunLock.TakeAsync(database, ct);
        var run = opening.BuildSolo("backup", database);
        var step = new BackUpDatabase();
        await step.PlanAsync(run, ct);
        var result = await step.RunAsync(run, ct);
        return result.Facts!.Value.Deserialize(JournalJson.Default.BackupFacts)!;
    }

    /// <summary>Reads an archive with the newest pg_restore that there is: it reads those of all majors before.</summary>
    public static async Task<ReadBack> VerifyAsync(WhimbrelSettings settings, string file, IRunOutput output, CancellationToken ct)
    {
        if (!BackupFile.Exists(file))
        {
            throw new OperatorException($"there is no file {file}", "'whimbrel backup list' shows the backups.", ExitCode.Usage);
        }

        var expected = BackupFile.Find(file);
        var tools = await FindToolsAsync(settings.Database, expected?.ServerVersion, ct);
        try
        {
            var read = Directory.Exists(file)
                ? await VerifyFolderAsync(settings, tools, file, expected?.Sha256, Report, ct)
                : await VerifyFileAsync(tools, file, expected?.Sha256, Report, ct);
            return read with { Copy = await OffsiteLook.LookAsync(settings.Backup, expected, ct) };
        }
        catch (OperatorException e)
        {
            throw new OperatorException(e.Message, e.Hint, ExitCode.FoundErrors, e);
        }

        void Report(long bytes) => output.Progress($"{ByteSize.Say(bytes)} read back");
    }

    private static async Task<ReadBack> VerifyFileAsync(PostgresTools tools, string file, string? expected, Action<long> progress, CancellationToken ct)
    {
        var read = await new ArchiveReader(tools, file, offsite: null, progress).ReadAsync(ct);
        return new ReadBack(file, read.Bytes, read.Sha256, expected);
    }

    /// <summary>The hashes say which file is another; only where they are right, or there are none, all rows are unpacked.</summary>
    private static async Task<ReadBack> VerifyFolderAsync(WhimbrelSettings settings, PostgresTools tools, string folder, string? expected, Action<long> progress, CancellationToken ct)
    {
        var (sha256, differences) = await FolderCheck.HashAsync(folder, ct);
        var read = new ReadBack(folder, FolderReader.BytesOf(folder), sha256, expected) { Differences = differences };
        if (read.IsWhole)
        {
            _ = Archive.FormatOf(folder);
            await new FolderReadBack(tools, folder, settings.Backup.Jobs, progress).ReadAsync(ct);
        }

        return read;
    }

    private static async Task<PostgresTools> FindToolsAsync(ServerAddress address, string? serverVersion, CancellationToken ct)
    {
        var majors = serverVersion is null ? Enumerable.Range(14, 6).Reverse() : [int.Parse(serverVersion.Split('.', ' ')[0], System.Globalization.CultureInfo.InvariantCulture)];
        OperatorException? last = null;
        foreach (var major in majors)
        {
            try
            {
                return await PostgresTools.FindForFilesAsync(address, major, ct);
            }
            catch (OperatorException e)
            {
                last = e;
            }
        }

        throw last!;
    }
}
