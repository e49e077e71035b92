using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Whimbrel.Engine.Offsite;

/// <summary>
/// The SHA-256 of each file of a folder, and one of them all: that of the text in which each file has a line as sha256sum writes it (hash, two spaces, name),
/// ordered by the bytes of the names.
/// </summary>
internal sealed partial class FolderManifest
{
    private readonly SortedDictionary<string, string> _hashes;

    private FolderManifest(SortedDictionary<string, string> hashes) => _hashes = hashes;

    /// <summary>As it stands beside the folder.</summary>
    internal string Text => string.Concat(_hashes.Select(h => $"{h.Value}  {h.Key}\n"));

    /// <summary>Of the text, in lower-case hex.</summary>
    internal string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    internal static FolderManifest Of(IEnumerable<(string Name, string Sha256)> files)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, sha256) in files)
        {
            hashes.Add(name, sha256);
        }

        return new FolderManifest(hashes);
    }

    /// <param name="text">Lines of sha256sum; a name may begin with <c>./</c>.</param>
    /// <exception cref="FormatException">For a line that is none.</exception>
    internal static FolderManifest Parse(string text) => Of(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Line().Match(line) is { Success: true } match
        ? (match.Groups["name"].Value, match.Groups["hash"].Value)
        : throw new FormatException($"'{line}' is no line of sha256sum")));

    /// <summary>Reads every file of a folder.</summary>
    internal static async Task<FolderManifest> ReadAsync(string folder, CancellationToken ct)
    {
        var files = new List<(string, string)>();
        foreach (var file in Directory.EnumerateFileSystemEntries(folder))
        {
            files.Add((Path.GetFileName(file), Directory.Exists(file) ? "a folder" : await HashAsync(file, ct)));
        }

        return Of(files);
    }

    /// <summary>The SHA-256 of a file, in lower-case hex.</summary>
    internal static async Task<string> HashAsync(string path, CancellationToken ct)
    {
        await using var file = new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
    }

    /// <summary>What is not as it was recorded, a sentence each.</summary>
    internal IReadOnlyList<string> DifferencesTo(FolderManifest recorded) =>
    [
        .. recorded._hashes.Where(h => !_hashes.ContainsKey(h.Key)).Select(h => $"{h.Key} is missing"),
        .. _hashes.Where(h => recorded._hashes.TryGetValue(h.Key, out var was) && was != h.Value).Select(h => $"{h.Key} has other bytes"),
        .. _hashes.Keys.Where(k => !recorded._hashes.ContainsKey(k)).Select(k => $"{k} does not belong to it"),
    ];

    [GeneratedRegex(@"^(?<hash>[0-9a-f]{64}) [ *](\./)?(?<name>[^/]+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();
}
