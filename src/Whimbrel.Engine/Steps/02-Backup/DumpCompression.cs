using Whimbrel.Engine.Postgres.Tools;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>How an archive is compressed: what pg_restore of the server's major can read, at the level at which the disk is no longer what is waited for.</summary>
internal static class DumpCompression
{
    private const int FirstWithZstd = 16;

    /// <summary>As <c>pg_dump --compress</c> takes it.</summary>
    /// <param name="wanted">auto, or gzip, zstd or none, with a level or without.</param>
    /// <exception cref="OperatorException">When this pg_dump does not know it.</exception>
    internal static string Of(string wanted, PostgresTools tools, int major)
    {
        var (method, level) = wanted.Split(':') is [var name, var number] ? (name, number) : (wanted, "1");
        if (method == "zstd" && major < FirstWithZstd)
        {
            throw new OperatorException($"backup.compression is {wanted}, and pg_dump {tools.Version} knows gzip alone; nothing was changed", "write gzip, or auto.");
        }

        return method switch
        {
            "none" => "0",
            "auto" when major >= FirstWithZstd && KnowsZstd(tools.Restore) => "zstd:1",
            "auto" => "1",
            "zstd" => $"zstd:{level}",
            _ => level,
        };
    }

    /// <summary>The library is named in the program that was linked with it.</summary>
    private static bool KnowsZstd(string program) => File.ReadAllBytes(program).AsSpan().IndexOf("libzstd.so"u8) >= 0;
}
