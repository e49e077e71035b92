using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>Which backups of a database are old enough to go. Never the newest, and never the newest of which a database was made: that one is proved.</summary>
internal static class BackupRetention
{
    /// <param name="backups">Of one database, newest first.</param>
    internal static IReadOnlyList<BackupFacts> Superfluous(IReadOnlyList<BackupFacts> backups, BackupSettings settings, DateTimeOffset now)
    {
        var proved = backups.FirstOrDefault(b => b.RestoredAt is not null);
        return [.. backups
            .Select((backup, place) => (Backup: backup, Place: place))
            .Where(b => b.Place > 0 && b.Backup != proved)
            .Where(b => (settings.Keep > 0 && b.Place >= settings.Keep) || (settings.KeepFor is { } time && now - b.Backup.TakenAt > time))
            .Select(b => b.Backup)];
    }

    /// <summary>Removes them with what stands beside them; copies at other places are not touched.</summary>
    internal static void Apply(Run run)
    {
        var own = BackupFile.List(run.Settings.Backup.Path).Where(b => b.Database == run.Database.Identity.Name).ToList();
        foreach (var old in Superfluous(own, run.Settings.Backup, run.Time.GetUtcNow()))
        {
            // The description goes last: as long as it stands, the next run finds what is left.
            File.Delete(old.File);
            File.Delete(BackupFile.Meta(old.File));
            File.Delete(BackupFile.Fingerprint(old.File));
            File.Delete(BackupFile.Globals(old.File));
            File.Delete(BackupFile.Twin(old.File));
            run.Output.Note($"removed the backup {old.File} of {old.TakenAt:yyyy-MM-dd}: backup.keep and backup.keep_for");
        }
    }
}
