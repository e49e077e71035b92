using Whimbrel.Engine.Offsite;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>A finished backup that is a folder, compared with the manifest beside it.</summary>
internal static class FolderCheck
{
    private const int MostNames = 5;

    /// <returns>The hash of it as it is (of a file, that of its bytes), and what is not as it was recorded: empty where no manifest stands beside it.</returns>
    public static async Task<(string Sha256, IReadOnlyList<string> Differences)> HashAsync(string folder, CancellationToken ct)
    {
        if (!Directory.Exists(folder))
        {
            return (await FolderManifest.HashAsync(folder, ct), []);
        }

        var manifest = await FolderManifest.ReadAsync(folder, ct);
        return (manifest.Sha256, await DifferencesAsync(folder, manifest, ct));
    }

    /// <summary>The first of them, for the begin of a sentence.</summary>
    public static string Say(IReadOnlyList<string> differences) => differences.Count == 0
        ? ""
        : string.Join(", ", differences.Take(MostNames)) + (differences.Count > MostNames ? $", and {differences.Count - MostNames} more; " : "; ");

    private static async Task<IReadOnlyList<string>> DifferencesAsync(string folder, FolderManifest manifest, CancellationToken ct)
    {
        var recorded = BackupFile.Manifest(folder);
        if (!File.Exists(recorded))
        {
            return [];
        }

        try
        {
            return manifest.DifferencesTo(FolderManifest.Parse(await File.ReadAllTextAsync(recorded, ct)));
        }
        catch (FormatException)
        {
            return [$"{Path.GetFileName(recorded)} cannot be read"];
        }
    }
}
