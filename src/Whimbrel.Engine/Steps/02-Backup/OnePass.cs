using System.Threading.Channels;
using Whimbrel.Engine.Offsite;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Tools;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>What is known of an archive when all of it was written, read back, and compared.</summary>
/// <param name="Fingerprint">Of the schema in the dump's own snapshot, with the rows of each table as they are in the archive.</param>
internal sealed record TakenArchive(long Bytes, string Sha256, Fingerprint Fingerprint)
{
    /// <summary>The hashes of its files; null for one that is a file itself.</summary>
    public FolderManifest? Manifest { get; init; }
}

/// <summary>
/// pg_dump writes, and the reader follows right behind it: hash, pg_restore and the copy off-site. The file is the buffer between them, so that nobody
/// who is slow holds the dump open.
/// </summary>
internal sealed class OnePass(Run run, PostgresTools tools, string compression)
{
    /// <exception cref="OperatorException">When pg_dump, the disk or pg_restore fails; not when the copy does.</exception>
    public async Task<TakenArchive> TakeAsync(string partial, OffsiteFileCopy? offsite, Action<long> progress, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var (stretches, isTaken) = (Channel.CreateUnbounded<int>(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var snapshot = await DumpSnapshot.ExportAsync(run.Database, run.Settings.Locks.Deadline, ct);
        var schema = snapshot.ReadAsync(isTaken.Task, stop.Token);
        var reading = new ArchiveReader(tools, partial, offsite, progress).ReadAsync(stretches.Reader, stop.Token);
        try
        {
            var written = await new ArchiveWriter(tools, run.Database.Address, run.Settings.Locks.Deadline, Compression.Argument(compression, run.Database.Identity.Major))
                .WriteAsync(partial, snapshot.Id, Written, ct);
            stretches.Writer.Complete();
            isTaken.TrySetResult();
            return Compared(partial, written, await reading, await schema);
        }
        catch
        {
            await stop.CancelAsync();
            stretches.Writer.TryComplete();
            isTaken.TrySetResult();
            await Task.WhenAll(schema, reading).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }

        void Written(int length)
        {
            isTaken.TrySetResult();
            stretches.Writer.TryWrite(length);
        }
    }

    private static TakenArchive Compared(string partial, (long Bytes, string Sha256) written, ArchiveContent read, Fingerprint schema)
    {
        if (written != (read.Bytes, read.Sha256))
        {
            throw new OperatorException($"{partial}: {written.Bytes} bytes with SHA-256 {written.Sha256} were written, {read.Bytes} with {read.Sha256} were read back", "the disk is not to be trusted: set backup.path to another one.", ExitCode.WentBack);
        }

        return new TakenArchive(written.Bytes, written.Sha256, Counted(schema, read.Rows));
    }

    /// <summary>A schema with the rows of each table.</summary>
    internal static Fingerprint Counted(Fingerprint schema, IReadOnlyDictionary<string, long> counts)
    {
        var rows = new SortedDictionary<string, TableRows>(StringComparer.Ordinal);
        foreach (var (table, count) in counts)
        {
            rows[table] = new TableRows(count, null);
        }

        return schema with { Rows = rows };
    }
}
