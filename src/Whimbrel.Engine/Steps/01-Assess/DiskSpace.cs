namespace Whimbrel.Engine.Steps.Assess;

/// <summary>How much room a folder's file system has, as <c>df</c> counts it: what is reserved for root counts as neither used nor free.</summary>
public sealed record DiskSpace(long FreeBytes, double FreePercent)
{
    /// <summary>Null where there is no such folder (nor one above it).</summary>
    public static DiskSpace? Of(string folder)
    {
        var existing = folder;
        while (!Directory.Exists(existing))
        {
            if (Path.GetDirectoryName(existing) is not { } parent)
            {
                return null;
            }

            existing = parent;
        }

        var drive = new DriveInfo(existing);
        var used = drive.TotalSize - drive.TotalFreeSpace;
        var usable = used + drive.AvailableFreeSpace;
        return new DiskSpace(drive.AvailableFreeSpace, usable == 0 ? 0 : 100.0 * drive.AvailableFreeSpace / usable);
    }
}
