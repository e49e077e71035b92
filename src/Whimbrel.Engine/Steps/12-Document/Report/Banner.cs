using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Document.Report;

/// <summary>The verdict, by colour, sign and word, and the facts that a change manager looks for first.</summary>
internal static class Banner
{
    internal static string KindOf(RunRecord record) => record.Command switch { "rollback" => "Rollback", "restore" => "Restore", "apply" => "Apply", _ => "Migration" };

    internal static void Write(Html html, RunRecord record)
    {
        var (tone, sign, word) = VerdictOf(record);
        html.Write($"<header class=\"banner {tone}\">\n<div class=\"wrap\">\n<p class=\"kind\">{KindOf(record)} of {record.Database.Name}<span>{record.Run}</span></p>\n")
            .Write($"<h1><span class=\"sign\" aria-hidden=\"true\">{sign}</span>{word}</h1>\n<p class=\"lead\">{Sentence(record)}</p>\n<dl class=\"facts\">\n");
        Fact(html, "Version", $"{record.PreviousVersion ?? "none"} → {record.NewVersion ?? "none"}");
        Fact(html, "Began", Words.DayAndTime(record.StartedAt));
        Fact(html, "Took", Duration.Say(TimeSpan.FromSeconds(record.Seconds)));
        Fact(html, "Downtime", DowntimeOf(record));
        Fact(html, "Database", $"{record.Database.Address}, PostgreSQL {record.Database.ServerVersion.Split(' ')[0]}");
        Fact(html, "By", $"{record.PerformedBy}@{record.Host}");
        html.Literal("</dl>\n</div>\n</header>\n");
        if (record.Reason is { } reason)
        {
            html.Write($"<div class=\"wrap\"><pre class=\"reason {tone}\">{reason}</pre></div>\n");
        }
    }

    /// <summary>The class of its colours, its sign, and its word.</summary>
    internal static (string Tone, string Sign, string Word) VerdictOf(RunRecord record) => record.Status switch
    {
        "done" when record.Verdict == "degraded" => ("warn", "!", "Done, and degraded"),
        "done" => ("good", "✓", "Done"),
        "running" => ("going", "…", "Still running"),
        "open" => ("bad", "✕", "Open: something is left"),
        "went back" => ("warn", "↩", "Went back"),
        "interrupted" => ("warn", "↩", "Interrupted, and went back"),
        "aborted" => ("warn", "↩", "Aborted, and went back"),
        var other => ("warn", "!", other),
    };

    private static string Sentence(RunRecord record)
    {
        var scripts = record.Migrations.Count switch { 0 => "", 1 => $" ({record.Migrations[0].Name})", var n => $" ({n} migrations)" };
        return record.Status switch
        {
            "done" when record.Command == "restore" => $"{record.Database.Name} was restored from {record.Restore?.Archive}.",
            "done" => $"{record.Database.Name} is at version {record.NewVersion ?? "none"}{scripts}.",
            "running" => $"{record.Database.Name} is on its way to version {record.NewVersion ?? "none"}{scripts}.",
            "open" => $"{record.Database.Name} stands between {record.PreviousVersion ?? "none"} and {record.NewVersion ?? "none"}{scripts}: go on with 'whimbrel resume', or back with 'whimbrel abort'.",
            _ when record.NewVersion != record.PreviousVersion => $"What has no way back stays: {record.Database.Name} is at version {record.NewVersion ?? "none"}{scripts}.",
            _ => $"Everything is as it was: {record.Database.Name} is at version {record.NewVersion ?? "none"}{scripts}.",
        };
    }

    private static string DowntimeOf(RunRecord record) => (record.Downtime, record.ClientDowntime) switch
    {
        ("zero", null) => "none planned",
        (var type, { FirstRefused: not null } seen) => $"{Duration.Say(TimeSpan.FromSeconds(seen.Seconds))} seen by a client ({type})",
        (var type, { Url: not null }) => $"{type}; no request was refused",
        var (type, _) => type,
    };

    private static void Fact(Html html, string name, string value) => html.Write($"<div><dt>{name}</dt><dd>{value}</dd></div>\n");
}
