using Whimbrel.Engine.Offsite;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Tools;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>
/// Several jobs of pg_dump write a folder. Its table of contents comes last, so that it is read when it is whole: through the hash, into the copy off-site, and
/// by pg_restore, all at once.
/// </summary>
/// <param name="compression">As it stands in the configuration.</param>
internal sealed class FolderPass(Run run, PostgresTools tools, string compression)
{
    /// <summary>Told how many bytes the folder has.</summary>
    public required Action<long> OnDumped { get; init; }

    /// <summary>Told how many bytes of rows there were.</summary>
    public required Action<long> OnReadBack { get; init; }

    /// <exception cref="OperatorException">When pg_dump, the disk or pg_restore fails; not when the copy does.</exception>
    public async Task<TakenArchive> TakeAsync(string folder, OffsiteFolderCopy? offsite, CancellationToken ct)
    {
        var schema = await DumpAsync(folder, ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var hashing = FolderReader.ReadAsync(folder, offsite, _ => { }, stop.Token);
        var reading = new FolderReadBack(tools, folder, run.Settings.Backup.Jobs, OnReadBack).ReadAsync(stop.Token);
        try
        {
            // Damage that one finds ends both.
            await await Task.WhenAny(hashing, reading);
            var manifest = await hashing;
            return new TakenArchive(FolderReader.BytesOf(folder), manifest.Sha256, OnePass.Counted(schema, await reading)) { Manifest = manifest };
        }
        catch
        {
            await stop.CancelAsync();
            await QuietlyAsync(Task.WhenAll(hashing, reading));
            throw;
        }
    }

    private async Task<Fingerprint> DumpAsync(string folder, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        // Each job takes the snapshot over when it connects: only the end of pg_dump says that all have it.
        var isTaken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var snapshot = await DumpSnapshot.ExportAsync(run.Database, run.Settings.Locks.Deadline, ct);
        var schema = snapshot.ReadAsync(isTaken.Task, stop.Token);
        try
        {
            await new FolderWriter(run, tools, Compression.Argument(compression, run.Database.Identity.Major)).WriteAsync(folder, snapshot.Id, OnDumped, ct);
            isTaken.TrySetResult();
            return await schema;
        }
        catch
        {
            await stop.CancelAsync();
            isTaken.TrySetResult();
            await QuietlyAsync(schema);
            await DumpSessions.EndAsync(run.Database, run.Facts.Id, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Waits for the end of what is given up: what failed first is told.</summary>
    private static Task QuietlyAsync(Task task) => task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
}
