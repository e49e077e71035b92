using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>A backup that is much smaller than the one before may have lost what the one before had.</summary>
internal static class SizeTrend
{
    private const double Suspicious = 0.4;

    /// <param name="earlier">The backups of the same database, newest first.</param>
    public static string? Finding(long bytes, string format, IEnumerable<BackupFacts> earlier)
    {
        if (earlier.FirstOrDefault(b => b.Format == format) is not { Bytes: > 0 } last)
        {
            return null;
        }

        var less = 1 - ((double)bytes / last.Bytes);
        return less >= Suspicious
            ? $"the backup is {Math.Floor(less * 100)} % smaller than the one of {last.TakenAt.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture)}: {ByteSize.Say(bytes)}, it was {ByteSize.Say(last.Bytes)}"
            : null;
    }
}
