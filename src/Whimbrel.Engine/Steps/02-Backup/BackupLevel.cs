namespace Whimbrel.Engine.Steps.Backup;

/// <summary>How far a backup is proved, each more than the one before.</summary>
public enum BackupLevel
{
    Written,
    ReadBack,
    Offsite,
    Restored,
}

public static class BackupLevels
{
    /// <summary>The levels that a backup has reached, in words.</summary>
    public static string Say(IEnumerable<BackupLevel> levels) => string.Join(", ", levels.Select(l => l switch
    {
        BackupLevel.ReadBack => "read back",
        BackupLevel.Offsite => "off-site verified",
        BackupLevel.Restored => "restored",
        _ => "written",
    }));
}
