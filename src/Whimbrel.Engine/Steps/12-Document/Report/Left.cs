using Whimbrel.Engine.Runs;

namespace Whimbrel.Engine.Steps.Document.Report;

/// <summary>What the run left behind, and the next command that goes back.</summary>
internal static class Left
{
    internal static void Write(Html html, RunRecord record)
    {
        html.Literal("<section id=\"left\">\n<h2>What was left</h2>\n<ul class=\"plain\">\n");
        foreach (var line in Lines(record).DefaultIfEmpty("Nothing: the database and the application are as they were before."))
        {
            html.Write($"<li>{line}</li>\n");
        }

        html.Literal("</ul>\n");
        if (record.WayBack is { } back)
        {
            html.Write($"<p class=\"way\">Way back: <code>{back}</code></p>\n");
        }

        html.Literal("</section>\n");
    }

    private static IEnumerable<string> Lines(RunRecord record)
    {
        if (record.Status == "open")
        {
            yield return "The run has no end: 'whimbrel resume' goes on, 'whimbrel abort' goes back.";
        }

        if (record.Status is "done" or "running" && record.Restore is null)
        {
            yield return $"Version {record.NewVersion ?? "none"}, where {record.PreviousVersion ?? "none"} was.";
        }

        if (record is { Status: "done", Restore: { InPlace: false } restore })
        {
            yield return $"The database as it was, as {restore.Old}: 'whimbrel restore --drop-old' drops it.";
        }

        foreach (var step in record.Steps.Where(s => s.Status == "undone" && s.Summary.StartsWith(WayBack.Stays, StringComparison.Ordinal)))
        {
            yield return $"{Words.Capital(step.Title)}: {step.Summary}";
        }

        if (record.Backup is { } backup)
        {
            yield return $"The backup {backup.File}{(backup.Offsite is { } offsite ? $", and its copy at {offsite}" : "")}.";
        }

        foreach (var note in record.Notes)
        {
            yield return note;
        }
    }
}
