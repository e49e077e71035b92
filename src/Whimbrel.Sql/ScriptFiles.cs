namespace Whimbrel.Sql;

/// <summary>A file that a script is made of.</summary>
/// <param name="Content">null when it is too large to be kept: it is read from disk again, and compared.</param>
public sealed record ScriptFileFacts(string Path, string RawSha256, string NormalizedSha256, byte[]? Content);

/// <summary>The files of a script: itself, and what it includes. Small ones are read once and kept, large ones are hashed at each reading.</summary>
internal sealed class ScriptFiles
{
    /// <summary>Larger files are not kept in memory.</summary>
    private const int LargestKept = 1 << 20;

    private readonly List<ScriptFileFacts> _facts;
    private readonly List<HashedStream> _open = [];

    internal ScriptFiles(IReadOnlyList<ScriptFileFacts> known) => _facts = [.. known];

    /// <summary>In the order in which they were opened.</summary>
    internal IReadOnlyList<ScriptFileFacts> Facts => _facts;

    /// <summary>A script that is no file on disk, or was read already.</summary>
    internal static ScriptFiles Of(string path, ReadOnlySpan<byte> content) => new([FactsOf(path, content.ToArray())]);

    /// <summary>Errors of the file system pass through as they are.</summary>
    internal Stream Open(string path)
    {
        if (_facts.Find(f => f.Path == path) is { Content: { } kept })
            return new MemoryStream(kept, writable: false);

        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        if (file.CanSeek && file.Length <= LargestKept)
        {
            using (file)
                return new MemoryStream(Keep(path, file), writable: false);
        }

        var hashed = new HashedStream(path, file);
        _open.Add(hashed);
        return hashed;
    }

    /// <summary>To be called when everything was read: the large files are known only now.</summary>
    internal void End()
    {
        foreach (var stream in _open.Where(s => !_facts.Exists(f => f.Path == s.Path)))
            _facts.Add(stream.Facts);
    }

    /// <summary>The files that are no longer what they were when <see cref="Facts"/> was made; to be called when everything was read.</summary>
    internal IEnumerable<string> Changed() =>
        _open.Where(s => _facts.Find(f => f.Path == s.Path) is { } before && before.RawSha256 != s.Facts.RawSha256).Select(s => s.Path);

    private static ScriptFileFacts FactsOf(string path, byte[] content)
    {
        using var hash = new ScriptHash();
        hash.Append(content);
        var (raw, normalized) = hash.End();
        return new ScriptFileFacts(path, raw, normalized, content);
    }

    private byte[] Keep(string path, FileStream file)
    {
        var content = new byte[file.Length];
        file.ReadExactly(content);
        _facts.Add(FactsOf(path, content));
        return content;
    }
}
