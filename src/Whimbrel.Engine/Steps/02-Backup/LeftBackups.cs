using System.Text.RegularExpressions;
using Whimbrel.Engine.Offsite;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>Unfinished archives that a killed process left. Whoever still writes one holds it open, and keeps it.</summary>
internal static partial class LeftBackups
{
    public static async Task RemoveAsync(BackupSettings settings, IRunOutput output, CancellationToken ct)
    {
        foreach (var partial in Directory.EnumerateFiles(settings.Path, $"{BackupFile.Prefix}*.dump.partial").Where(p => OurName().IsMatch(Path.GetFileName(p)) && IsLeft(p)).ToList())
        {
            var path = partial[..^".partial".Length];
            BackupFile.DeleteUnfinished(path);
            await RemoveCopyAsync(settings, path, ct);
            output.Note($"the unfinished backup {partial} of a killed process was removed");
        }
    }

    /// <summary>Takes away what arrived off-site of an archive that was never finished, if the place can be reached.</summary>
    public static async Task RemoveCopyAsync(BackupSettings settings, string path, CancellationToken ct)
    {
        if (OffsitePlaces.Of(settings) is not { } place)
        {
            return;
        }

        try
        {
            await place.RemoveAsync(BackupFile.Partial(Path.GetFileName(path)), ct).WaitAsync(settings.OffsitePatience, ct);
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            // A place that cannot be reached is told by the copy that is made next; what is left there has no backup's name.
        }
    }

    private static bool IsLeft(string partial)
    {
        try
        {
            using var file = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^postgres-pre-migration-[0-9]{8}-[0-9]{6}-[0-9a-f]+\.dump\.partial$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex OurName();
}
