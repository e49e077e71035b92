using System.Text.RegularExpressions;
using Whimbrel.Engine.Offsite;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>Unfinished archives that a killed process left, files and folders. Whoever still writes one holds it open, and keeps it.</summary>
internal static partial class LeftBackups
{
    public static async Task RemoveAsync(Run run, CancellationToken ct)
    {
        var settings = run.Settings.Backup;
        foreach (var partial in Directory.EnumerateFileSystemEntries(settings.Path, $"{BackupFile.Prefix}*.dump.partial").ToList())
        {
            if (OurName().Match(Path.GetFileName(partial)) is { Success: true } match && IsLeft(partial))
            {
                await DumpSessions.EndAsync(run.Database, match.Groups["run"].Value, ct);
                var path = partial[..^".partial".Length];
                BackupFile.DeleteUnfinished(path);
                await RemoveCopyAsync(settings, path, ct);
                run.Output.Note($"the unfinished backup {partial} of a killed process was removed");
            }
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
        var held = UnfinishedFolder.HeldFile(partial);
        try
        {
            using var file = File.Exists(held) ? new FileStream(held, FileMode.Open, FileAccess.ReadWrite, FileShare.None) : null;
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^postgres-pre-migration-(?<run>[0-9]{8}-[0-9]{6}-[0-9a-f]+)\.dump\.partial$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OurName();
}
