using System.Security.Cryptography;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>What an archive is, to its last byte.</summary>
/// <param name="Rows">By table.</param>
internal sealed record ReadArchive(long Bytes, string Sha256, IReadOnlyDictionary<string, long> Rows);

/// <summary>Reads an archive back, every byte: through pg_restore, which unpacks all rows, and through the hash; also while it is still being written.</summary>
internal static class ArchiveReader
{
    /// <exception cref="OperatorException">When pg_restore cannot read it to its end.</exception>
    public static async Task<ReadArchive> ReadAsync(PostgresTools tools, FollowedFile file, Action<long> progress, CancellationToken ct)
    {
        using var restore = ChildProcess.Start([tools.Restore, "--data-only", "--file=-"], new Dictionary<string, string?>(StringComparer.Ordinal) { ["LC_ALL"] = "C.UTF-8" }, hasInput: true);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var rows = new CopiedRows();
        var counting = CountAsync(restore.Output, rows, ct);
        long bytes = 0;
        var isBroken = false;
        await file.ReadAsync(
            async part =>
            {
                hash.AppendData(part.Span);
                bytes += part.Length;
                isBroken = isBroken || !await TryWriteAsync(restore.Input, part, ct);
                progress(bytes);
            },
            ct);
        isBroken = isBroken || !await TryCloseAsync(restore.Input);
        await counting;
        var (exitCode, errors) = await restore.EndAsync(ct);
        if (exitCode != 0 || isBroken)
        {
            throw new OperatorException(
                $"{file.Path} is no whole archive: pg_restore ended with {exitCode} after {ByteSize.Say(bytes)}{(errors.Length > 0 ? ": " + errors.Split('\n')[^1] : "")}",
                "do not rely on this file: take a new backup with 'whimbrel backup'.",
                ExitCode.WentBack);
        }

        return new ReadArchive(bytes, Convert.ToHexStringLower(hash.GetHashAndReset()), rows.Rows);
    }

    private static async Task CountAsync(Stream output, CopiedRows rows, CancellationToken ct)
    {
        var buffer = new byte[256 * 1024];
        int read;
        while ((read = await output.ReadAsync(buffer, ct)) > 0)
        {
            rows.Add(buffer.AsSpan(0, read));
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
