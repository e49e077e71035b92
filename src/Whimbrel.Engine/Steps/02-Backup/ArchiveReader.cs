using System.Buffers;
using System.Security.Cryptography;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>Reads an archive back, every byte: through pg_restore, which unpacks all rows, and through the hash.</summary>
internal static class ArchiveReader
{
    private const int BufferSize = 256 * 1024;

    /// <returns>The archive's size and SHA-256.</returns>
    /// <exception cref="OperatorException">When pg_restore cannot read it to its end.</exception>
    public static async Task<(long Bytes, string Sha256)> ReadAsync(PostgresTools tools, string path, Action<long> progress, CancellationToken ct)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        using var restore = ChildProcess.Start([tools.Restore, "--file=/dev/null"], new Dictionary<string, string?>(StringComparer.Ordinal) { ["LC_ALL"] = "C.UTF-8" }, hasInput: true);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (bytes, isBroken) = await FeedAsync(file, restore, hash, progress, ct);
        var (exitCode, errors) = await restore.EndAsync(ct);
        if (exitCode != 0 || isBroken)
        {
            throw new OperatorException(
                $"{path} is no whole archive: pg_restore ended with {exitCode} after {ByteSize.Say(bytes)}{(errors.Length > 0 ? ": " + errors.Split('\n')[^1] : "")}",
                "do not rely on this file: take a new backup with 'whimbrel backup'.",
                ExitCode.WentBack);
        }

        return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static async Task<(long Bytes, bool IsBroken)> FeedAsync(FileStream file, ChildProcess restore, IncrementalHash hash, Action<long> progress, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        long bytes = 0;
        var isBroken = false;
        try
        {
            int read;
            while ((read = await file.ReadAsync(buffer.AsMemory(0, BufferSize), ct)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                bytes += read;
                isBroken = isBroken || !await TryWriteAsync(restore.Input, buffer.AsMemory(0, read), ct);
                progress(bytes);
            }

            isBroken = isBroken || !await TryCloseAsync(restore.Input);
            return (bytes, isBroken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>pg_restore stops reading where it finds damage; its exit code and message then say more than the broken pipe.</summary>
    private static async Task<bool> TryWriteAsync(Stream input, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        try
        {
            await input.WriteAsync(bytes, ct);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<bool> TryCloseAsync(Stream input)
    {
        try
        {
            await input.DisposeAsync();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
