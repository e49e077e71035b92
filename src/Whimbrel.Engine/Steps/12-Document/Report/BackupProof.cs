using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Backup;

namespace Whimbrel.Engine.Steps.Document.Report;

/// <summary>The backup, and how far it is proved.</summary>
internal static class BackupProof
{
    internal static void Write(Html html, RunRecord record)
    {
        html.Literal("<section id=\"backup\">\n<h2>Backup and its proof</h2>\n");
        if (record.Backup is not { } backup)
        {
            html.Literal("<p class=\"note\">No backup was taken by this run.</p>\n</section>\n");
            return;
        }

        html.Literal("<ol class=\"levels\">\n");
        foreach (var (level, words) in new[] { (BackupLevel.Written, "written"), (BackupLevel.ReadBack, "every byte read back"), (BackupLevel.Offsite, "copied off-site, hashed there"), (BackupLevel.Restored, "restored as a database") })
        {
            var isReached = backup.Levels.Contains(level);
            html.Write($"<li class=\"{(isReached ? "good" : "open")}\"><span aria-hidden=\"true\">{(isReached ? "✓" : "–")}</span> {words}{(isReached ? "" : ": not done")}</li>\n");
        }

        html.Write($"</ol>\n<dl class=\"list\">\n<div><dt>File</dt><dd><code>{backup.File}</code></dd></div>\n<div><dt>Size</dt><dd>{ByteSize.Say(backup.Bytes)}, {backup.Format}{(backup.Compression is { } how ? $", {how}" : "")}, in {Duration.Say(TimeSpan.FromSeconds(backup.Seconds))}</dd></div>\n")
            .Write($"<div><dt>SHA-256</dt><dd><code>{backup.Sha256}</code></dd></div>\n<div><dt>Taken</dt><dd>{Words.DayAndTime(backup.TakenAt)}</dd></div>\n");
        Row(html, "Off-site", backup.Offsite);
        Row(html, "Restored", backup.RestoredAt is { } at ? Words.DayAndTime(at) + (record.Rehearsal is { } rehearsal ? $", in {Duration.Say(TimeSpan.FromSeconds(rehearsal.RestoreSeconds))}: {rehearsal.On}" : "") : null);
        foreach (var finding in backup.Findings ?? [])
        {
            Row(html, "To know", finding);
        }

        html.Literal("</dl>\n</section>\n");
    }

    private static void Row(Html html, string name, string? value)
    {
        if (value is not null)
        {
            html.Write($"<div><dt>{name}</dt><dd>{value}</dd></div>\n");
        }
    }
}
