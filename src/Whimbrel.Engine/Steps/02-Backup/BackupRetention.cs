using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>Which backups are old enough to go. Never the newest, never the newest of which a database was made (that one is proved), never that of a run without an end.</summary>
internal static class BackupRetention
{
    /// <param name="backups">Of one database, newest first.</param>
    internal static IReadOnlyList<BackupFacts> Superfluous(IReadOnlyList<BackupFacts> backups, BackupSettings settings, DateTimeOffset now)
    {
        var proved = backups.FirstOrDefault(b => b.RestoredAt is not null);
        return
        [
            .. backups.Select((backup, place) => (Backup: backup, Place: place))
                .Where(b => b.Place > 0 && b.Backup != proved)
                .Where(b => (settings.Keep > 0 && b.Place >= settings.Keep) || (settings.KeepFor is { } time && now - b.Backup.TakenAt > time))
                .Select(b => b.Backup),
        ];
    }

    /// <summary>Removes those of this database with what stands beside them; copies off-site are not touched.</summary>
    internal static void Apply(Run run)
    {
        var settings = run.Settings.Backup;
        if (settings is { Keep: 0, KeepFor: null })
        {
            return;
        }

        var needed = new StateFolder(run.Settings.StatePath).OpenRun(run.Database.Identity)?.State.Facts is { } open ? BackupFile.PathFor(settings.Path, open.Id) : null;
        var own = BackupFile.List(settings.Path).Where(b => b.Database == run.Database.Identity.Name).ToList();
        foreach (var old in Superfluous(own, settings, run.Time.GetUtcNow()).Where(b => b.File != needed))
        {
            BackupFile.DeleteFinished(old.File);
            run.Output.Note($"the backup {old.File} was removed: backup.keep, backup.keep_for");
        }
    }
}
