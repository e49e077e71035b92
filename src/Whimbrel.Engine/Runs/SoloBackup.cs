using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Backup;

namespace Whimbrel.Engine.Runs;

/// <summary>An archive as it was read back.</summary>
public sealed record ReadBack(string File, long Bytes, string Sha256, string? Expected)
{
    /// <summary>The copy off-site; null where none was made.</summary>
    public CopyLook? Copy { get; init; }

    public bool IsWhole => (Expected is null || Expected == Sha256) && Copy is not { IsSame: false };
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
        if (!File.Exists(file))
        {
            throw new OperatorException($"there is no file {file}", "'whimbrel backup list' shows the backups.", ExitCode.Usage);
        }

        var expected = BackupFile.Find(file);
        var tools = await FindToolsAsync(settings.Database, expected?.ServerVersion, ct);
        try
        {
            var read = await new ArchiveReader(tools, file, offsite: null, bytes => output.Progress($"{ByteSize.Say(bytes)} read back")).ReadAsync(ct);
            var copy = await OffsiteLook.LookAsync(settings.Backup, expected, ct);
            return new ReadBack(file, read.Bytes, read.Sha256, expected?.Sha256) { Copy = copy };
        }
        catch (OperatorException e)
        {
            throw new OperatorException(e.Message, e.Hint, ExitCode.FoundErrors, e);
        }
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
