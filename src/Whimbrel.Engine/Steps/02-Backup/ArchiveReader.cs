using System.Security.Cryptography;
using System.Threading.Channels;
using Whimbrel.Engine.Offsite;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>An archive as it was read back.</summary>
/// <param name="Rows">Of each table, as they are in the archive.</param>
internal sealed record ArchiveContent(long Bytes, string Sha256, IReadOnlyDictionary<string, long> Rows);

/// <summary>
/// Reads an archive back, every byte, also while it is still written: through the hash, through pg_restore, which unpacks all rows, and into the copy
/// that goes off-site.
/// </summary>
internal sealed class ArchiveReader(PostgresTools tools, string path, OffsiteFileCopy? offsite, Action<long> progress)
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Reads a finished archive.</summary>
    public Task<ArchiveContent> ReadAsync(CancellationToken ct)
    {
        var all = Channel.CreateUnbounded<int>();
        for (var left = new FileInfo(path).Length; left > 0; left -= BufferSize)
        {
            all.Writer.TryWrite((int)Math.Min(left, BufferSize));
        }

        all.Writer.Complete();
        return ReadAsync(all.Reader, ct);
    }

    /// <param name="written">The lengths of the stretches that are in the file, in order; it ends with the archive.</param>
    /// <exception cref="OperatorException">When pg_restore cannot read it to its end.</exception>
    public async Task<ArchiveContent> ReadAsync(ChannelReader<int> written, CancellationToken ct)
    {
        await written.WaitToReadAsync(ct);
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using var restore = await tools.StartAsync("pg_restore", ["--data-only", "--file=-"], server: null, ct, hasInput: true);
        var counting = CountAsync(restore.Output, ct);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (bytes, isBroken) = await FeedAsync(file, written, restore, hash, ct);
        var rows = await counting;
        var (exitCode, errors) = await restore.EndAsync(ct);
        if (exitCode != 0 || isBroken)
        {
            throw Broken(path, exitCode, bytes, errors);
        }

        return new ArchiveContent(bytes, Convert.ToHexStringLower(hash.GetHashAndReset()), rows);
    }

    internal static OperatorException Broken(string path, int exitCode, long bytes, string errors) => new(
        $"{path} is no whole archive: pg_restore ended with {exitCode} after {ByteSize.Say(bytes)}{(errors.Length > 0 ? ": " + errors.Split('\n')[^1] : "")}",
        "do not rely on this file: take a new backup with 'whimbrel backup'.",
        ExitCode.WentBack);

    private async Task<(long Bytes, bool IsBroken)> FeedAsync(FileStream file, ChannelReader<int> written, IProgram restore, IncrementalHash hash, CancellationToken ct)
    {
        // Not from the pool: a copy that was given up may still hold it.
        var buffer = new byte[BufferSize];
        long bytes = 0;
        var isBroken = false;
        await foreach (var length in written.ReadAllAsync(ct))
        {
            var stretch = buffer.AsMemory(0, length);
            await file.ReadExactlyAsync(stretch, ct);
            hash.AppendData(stretch.Span);
            bytes += length;
            isBroken = isBroken || !await TryAsync(() => restore.Input.WriteAsync(stretch, ct));
            if (offsite is not null)
            {
                await offsite.SendAsync(stretch);
            }

            progress(bytes);
        }

        isBroken = isBroken || !await TryAsync(restore.Input.DisposeAsync);
        return (bytes, isBroken);
    }

    private static async Task<IReadOnlyDictionary<string, long>> CountAsync(Stream output, CancellationToken ct)
    {
        var counter = new CopyCounter();
        await WidePipe.ReadAllAsync(output, BufferSize, counter.Append, ct);
        return counter.Rows;
    }

    /// <summary>pg_restore stops reading where it finds damage; its exit code and message then say more than the broken pipe.</summary>
    private static async Task<bool> TryAsync(Func<ValueTask> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
