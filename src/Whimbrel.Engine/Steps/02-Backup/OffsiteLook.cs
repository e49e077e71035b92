using Whimbrel.Engine.Offsite;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>A copy off-site, looked at again.</summary>
/// <param name="Detail">What is wrong with it; null where it is the same, byte for byte.</param>
public sealed record CopyLook(string Location, string? Detail)
{
    public bool IsSame => Detail is null;
}

/// <summary>Has the hash of a copy computed where it lies.</summary>
internal static class OffsiteLook
{
    /// <returns>Null where no copy was made, or <c>backup.offsite</c> names another place now.</returns>
    public static async Task<CopyLook?> LookAsync(BackupSettings settings, BackupFacts? backup, CancellationToken ct)
    {
        if (backup?.Offsite is not { } location || OffsitePlaces.Of(settings) is not { } place || place.Locate(Path.GetFileName(backup.File)) != location)
        {
            return null;
        }

        try
        {
            var name = Path.GetFileName(backup.File);
            var there = backup.IsFolder ? (await place.HashFolderAsync(name, ct)).Sha256 : await place.HashAsync(name, ct);
            return new CopyLook(location, there == backup.Sha256 ? null : $"its sha256 there is {there}, recorded was {backup.Sha256}");
        }
        catch (IOException e)
        {
            return new CopyLook(location, e.Message);
        }
    }
}
