using System.Text.RegularExpressions;
using Whimbrel.Engine.Postgres.Tools;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>Has pg_restore read every file of a folder and unpack all rows: several at once, each a part of the tables.</summary>
/// <param name="progress">Told how many bytes of rows there were.</param>
internal sealed partial class FolderReadBack(PostgresTools tools, string folder, int jobs, Action<long> progress)
{
    private const int BufferSize = 256 * 1024;

    private long _bytes;

    /// <returns>The rows of each table, as they are in the archive.</returns>
    /// <exception cref="OperatorException">When pg_restore cannot read it to its end.</exception>
    public async Task<IReadOnlyDictionary<string, long>> ReadAsync(CancellationToken ct)
    {
        var (exitCode, contents, errors) = await tools.ListAsync(folder, ct);
        if (exitCode != 0)
        {
            throw ArchiveReader.Broken(folder, exitCode, 0, errors);
        }

        if (new DirectoryInfo(folder).EnumerateFiles().FirstOrDefault(IsCutToNothing) is { } empty)
        {
            throw ArchiveReader.Broken(folder, exitCode, 0, $"{empty.Name} is empty");
        }

        var rows = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(Parts(contents), new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = ct }, async (part, stop) =>
        {
            var counted = await ReadPartAsync(part, stop);
            lock (rows)
            {
                foreach (var (table, count) in counted)
                {
                    rows.Add(table, count);
                }
            }
        });
        return rows;
    }

    private async Task<IReadOnlyDictionary<string, long>> ReadPartAsync(string list, CancellationToken ct)
    {
        using var entries = new MemoryFile("list", list);
        await using var restore = await tools.StartRestoreAsync(["--data-only", $"--use-list={entries.Path}", "--file=-"], folder, server: null, ct);
        var counter = new CopyCounter();
        await WidePipe.ReadAllAsync(
            restore.Output,
            BufferSize,
            text =>
            {
                counter.Append(text);
                progress(Interlocked.Add(ref _bytes, text.Length));
            },
            ct);
        var (exitCode, errors) = await restore.EndAsync(ct);
        return exitCode == 0 ? counter.Rows : throw ArchiveReader.Broken(folder, exitCode, _bytes, errors);
    }

    /// <summary>pg_restore takes it for a table without rows; but those of such a table have their end written down. A large object may be empty.</summary>
    private static bool IsCutToNothing(FileInfo file) => file.Length == 0 && (file.Extension == ".gz" || !file.Name.StartsWith("blob_", StringComparison.Ordinal));

    /// <summary>The entries of the table of contents, shared out so that each part has about as many bytes to read.</summary>
    private IEnumerable<string> Parts(string contents)
    {
        var files = new DirectoryInfo(folder).EnumerateFiles().ToLookup(f => f.Name.Split('.')[0], f => f.Length, StringComparer.Ordinal);
        var largeObjects = files.Where(f => f.Key.StartsWith("blob_", StringComparison.Ordinal)).Sum(f => f.Sum());
        var parts = Enumerable.Range(0, jobs).Select(_ => new Part()).ToList();
        foreach (var (line, bytes) in contents.Split('\n').Select(line => (line, Bytes(line))).OrderByDescending(e => e.Item2))
        {
            parts.MinBy(p => p.Bytes)!.Add(line, bytes);
        }

        return parts.Where(p => p.Bytes > 0).DefaultIfEmpty(parts[0]).Select(p => string.Join('\n', p.Lines) + "\n");

        long Bytes(string line) => Entry().Match(line) is not { Success: true } entry ? 0 : entry.Groups["kind"].Value == "BLOBS" ? 1 + largeObjects : 1 + files[entry.Groups["id"].Value].Sum();
    }

    [GeneratedRegex("^(?<id>[0-9]+); [0-9]+ [0-9]+ (?<kind>TABLE DATA|BLOBS) ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Entry();

    private sealed class Part
    {
        public List<string> Lines { get; } = [];

        public long Bytes { get; private set; }

        public void Add(string line, long bytes)
        {
            Lines.Add(line);
            Bytes += bytes;
        }
    }
}
