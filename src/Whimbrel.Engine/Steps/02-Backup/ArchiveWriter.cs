using System.Security.Cryptography;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>Takes a dump in one pass: pg_dump's bytes are counted, hashed and written while they come.</summary>
/// <param name="compression">As pg_dump's --compress takes it.</param>
internal sealed class ArchiveWriter(PostgresTools tools, ServerAddress address, TimeSpan lockWait, string compression)
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Writes to <paramref name="partial"/>, for our user alone, and waits until the disk has it.</summary>
    /// <returns>The number of bytes and their SHA-256.</returns>
    /// <param name="snapshot">What the dump shows.</param>
    /// <param name="written">Told of each stretch when it is in the file; the first says that pg_dump has the snapshot.</param>
    public async Task<(long Bytes, string Sha256)> WriteAsync(string partial, string snapshot, Action<int> written, CancellationToken ct)
    {
        await using var dump = await tools.StartAsync(
            "pg_dump",
            ["--format=custom", $"--compress={compression}", $"--snapshot={snapshot}", "--no-password", $"--lock-wait-timeout={(long)lockWait.TotalMilliseconds}"],
            address,
            ct);
        await using var file = new FileStream(partial, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        var result = await CopyAsync(dump.Output, file, written, ct);
        var (exitCode, errors) = await dump.EndAsync(ct);
        if (exitCode != 0)
        {
            throw new OperatorException($"pg_dump ended with {exitCode}: {errors}", "see what it says, mend that, then run the same command.", ExitCode.WentBack);
        }

        RandomAccess.FlushToDisk(file.SafeFileHandle);
        return result;
    }

    private static async Task<(long Bytes, string Sha256)> CopyAsync(Stream source, FileStream file, Action<int> written, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long bytes = 0;
        try
        {
            await WidePipe.ReadAllAsync(source, BufferSize, Write, ct);
            return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        catch (IOException e)
        {
            throw new OperatorException($"{file.Name} cannot be written after {ByteSize.Say(bytes)}: {e.Message}", "free some space there, or set backup.path to another folder, then run the same command.", ExitCode.WentBack, e);
        }

        void Write(ReadOnlySpan<byte> stretch)
        {
            hash.AppendData(stretch);
            file.Write(stretch);
            bytes += stretch.Length;
            written(stretch.Length);
        }
    }
}
