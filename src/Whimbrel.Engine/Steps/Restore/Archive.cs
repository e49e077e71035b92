using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Steps.Backup;

namespace Whimbrel.Engine.Steps.Restore;

/// <summary>An archive of pg_dump: custom, directory or tar; what it says of itself, and the hash of its bytes.</summary>
internal static partial class Archive
{
    private const int TarBlock = 512;

    /// <summary>Whether pg_restore can read it with several jobs.</summary>
    internal static bool IsParallel(string format) => format is "custom" or "directory";

    /// <summary>Which format it has, by its first bytes.</summary>
    /// <exception cref="OperatorException">For what is no archive.</exception>
    internal static string FormatOf(string path)
    {
        if (Directory.Exists(path))
        {
            return File.Exists(Path.Combine(path, FolderReader.Contents))
                ? "directory"
                : throw new OperatorException($"{path} is a folder without toc.dat: it is no backup of pg_dump's directory format; nothing was changed", "name a file that 'whimbrel backup list' shows.", ExitCode.Usage);
        }

        if (!File.Exists(path))
        {
            throw new OperatorException($"there is no file {path}; nothing was changed", "'whimbrel backup list' shows the backups.", ExitCode.Usage);
        }

        var begin = Begin(path);
        return begin switch
        {
            _ when begin.StartsWith("PGDMP", StringComparison.Ordinal) => "custom",
            _ when begin.StartsWith("toc.dat\0", StringComparison.Ordinal) => "tar",
            _ when begin.StartsWith("\x1f\x8b", StringComparison.Ordinal) => throw new OperatorException($"{path} is compressed with gzip: it is no archive of pg_dump; nothing was changed", "unpack it with gunzip first; pg_dump's custom format compresses by itself.", ExitCode.Usage),
            _ when IsSql(begin) => throw new OperatorException(
                $"{path} is a plain SQL dump: it cannot be listed, read in parallel or checked before it runs, and psql would run it into whatever it names; nothing was changed",
                "take backups with 'whimbrel backup' or pg_dump --format=custom; by hand: createdb NAME; psql -X -v ON_ERROR_STOP=1 -1 -d NAME -f FILE.",
                ExitCode.Usage),
            _ => throw new OperatorException($"{path} is no archive of pg_dump; nothing was changed", "name a file that 'whimbrel backup list' shows.", ExitCode.Usage),
        };
    }

    /// <summary>Reads the table of contents, and what stands beside the file.</summary>
    /// <param name="major">Of the server into which it shall go.</param>
    internal static async Task<CheckedBackup> ReadAsync(PostgresTools tools, string path, int major, CancellationToken ct)
    {
        var format = FormatOf(path);
        var (exitCode, output, errors) = await tools.ListAsync(path, ct);
        if (exitCode != 0)
        {
            throw errors.Contains("unsupported version", StringComparison.Ordinal)
                ? Newer(path, $"pg_restore {tools.Version} says: {errors}")
                : new OperatorException($"{path} is no whole archive: {errors}; nothing was changed", "name another backup: 'whimbrel backup list' shows them.");
        }

        var version = DumpedFrom().Match(output) is { Success: true } found ? found.Groups["version"].Value : "unknown";
        if (int.TryParse(version.Split('.', ' ')[0].TrimEnd('b', 'e', 't', 'a', 'r', 'c'), NumberStyles.None, CultureInfo.InvariantCulture, out var dumped) && dumped > major)
        {
            throw Newer(path, $"it was dumped from PostgreSQL {version}, and this server is {major}");
        }

        var twin = BackupFile.Find(path);
        return new CheckedBackup(
            path,
            format,
            BytesOf(path),
            twin?.Sha256,
            twin?.Database ?? (DatabaseName().Match(output) is { Success: true } name ? name.Groups["name"].Value : null),
            version,
            File.Exists(BackupFile.Fingerprint(path)));
    }

    internal static long BytesOf(string path) => Directory.Exists(path) ? FolderReader.BytesOf(path) : new FileInfo(path).Length;

    private static string Begin(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[TarBlock];
            var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return Encoding.Latin1.GetString(bytes, 0, read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"{path} cannot be read: {e.Message}; nothing was changed", "make it readable for our user.", ExitCode.Refused, e);
        }
    }

    private static bool IsSql(string begin) => begin.Length > 0 && !begin.Contains('\0', StringComparison.Ordinal)
        && (begin.Contains("PostgreSQL database dump", StringComparison.Ordinal) || Statement().IsMatch(begin));

    private static OperatorException Newer(string path, string why) => new(
        $"{path} comes from a newer PostgreSQL: {why}; an older server cannot be counted on to understand it; nothing was changed",
        "restore it into a server of that major or a later one.");

    [GeneratedRegex(@"^;\s+Dumped from database version: (?<version>.+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DumpedFrom();

    [GeneratedRegex(@"^;\s+dbname: (?<name>.+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DatabaseName();

    [GeneratedRegex(@"^\s*(--|SET|CREATE|INSERT|COPY|BEGIN|SELECT|ALTER|DROP|\\)", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Statement();
}
