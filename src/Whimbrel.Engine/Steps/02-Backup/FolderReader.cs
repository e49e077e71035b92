using Whimbrel.Engine.Offsite;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>Reads the files of a folder, each once: through the hash, and into the copy that goes off-site.</summary>
internal static class FolderReader
{
    /// <summary>The table of contents: a folder without it is no backup, so that it is sent last.</summary>
    internal const string Contents = "toc.dat";

    internal static long BytesOf(string folder) => Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles().Sum(f => f.Length) : 0;

    internal static async Task<FolderManifest> ReadAsync(string folder, OffsiteFolderCopy? copy, Action<long> progress, CancellationToken ct)
    {
        var files = new List<(string, string)>();
        long bytes = 0;
        foreach (var file in new DirectoryInfo(folder).GetFiles().OrderBy(f => f.Name == Contents).ThenBy(f => f.Name, StringComparer.Ordinal))
        {
            files.Add((file.Name, await SendAsync(file, copy) ?? await FolderManifest.HashAsync(file.FullName, ct)));
            bytes += file.Length;
            progress(bytes);
            ct.ThrowIfCancellationRequested();
        }

        return FolderManifest.Of(files);
    }

    /// <returns>The hash of what was sent; null where nothing was.</returns>
    private static async Task<string?> SendAsync(FileInfo file, OffsiteFolderCopy? copy)
    {
        if (copy is not { Failure: null })
        {
            return null;
        }

        await using var content = new HashedFile(file.FullName);
        await copy.SendAsync(file.Name, content);
        return copy.Failure is null && content.Position == content.Length ? content.Hash() : null;
    }
}
