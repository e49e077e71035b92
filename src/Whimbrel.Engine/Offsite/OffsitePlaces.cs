using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Offsite;

internal static class OffsitePlaces
{
    /// <summary>The place that <c>backup.offsite</c> names; null where it names none.</summary>
    public static IOffsitePlace? Of(BackupSettings settings) => settings.Offsite switch
    {
        null => null,
        { Bucket: { } bucket, Folder: var prefix } => new S3Place(bucket, prefix, settings.S3Endpoint, settings.S3Region),
        { Host: { } host, Folder: var folder } => new SshPlace(settings.Ssh, host, folder),
        { Folder: var folder } => new MountedPlace(folder),
    };
}
