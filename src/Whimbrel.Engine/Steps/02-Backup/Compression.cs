using Whimbrel.Engine.Postgres.Tools;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>How pg_dump compresses: gzip on one core is most of a backup's time, so that its fastest level is chosen.</summary>
internal static class Compression
{
    private const int FirstMajorWithZstd = 16;

    /// <returns>What <c>backup.compression</c> asks for; by default zstd where the tools were built with it, else gzip.</returns>
    /// <exception cref="OperatorException">When the server's tools cannot do what is asked.</exception>
    public static async Task<string> ChooseAsync(string? asked, PostgresTools tools, int major, CancellationToken ct)
    {
        var wanted = asked ?? "zstd:1";
        if (wanted.StartsWith("zstd", StringComparison.Ordinal) && !(major >= FirstMajorWithZstd && await HasZstdAsync(tools, ct)))
        {
            return asked is null ? "gzip:2" : throw new OperatorException(
                $"backup.compression is {asked}, and {tools.Say("pg_dump")} {tools.Version} has no zstd; nothing was changed", "leave backup.compression out, or write gzip:2.");
        }

        return wanted;
    }

    /// <summary>As --compress takes it: pg_dump before 16 knows gzip's level alone.</summary>
    public static string Argument(string compression, int major) => major >= FirstMajorWithZstd ? compression : compression is "none" ? "0" : compression["gzip:".Length..];

    /// <summary>What it was built without it refuses before it connects.</summary>
    private static async Task<bool> HasZstdAsync(PostgresTools tools, CancellationToken ct)
    {
        var (_, _, errors) = await tools.RunAsync("pg_dump", ["--compress=zstd:1", "--no-password", "--host=127.0.0.1", "--port=1", "--username=nobody", "--dbname=none", "--file=/dev/null"], server: null, TimeSpan.FromSeconds(10), ct);
        return errors.Contains("connection to server", StringComparison.Ordinal);
    }
}
