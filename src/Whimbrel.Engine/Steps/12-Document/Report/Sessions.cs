namespace Whimbrel.Engine.Steps.Document.Report;

/// <summary>Who was waited for, who was ended, and what else happened on the way.</summary>
internal static class Sessions
{
    private const int Shown = 8;

    internal static void Write(Html html, RunRecord record)
    {
        html.Literal("<section id=\"sessions\">\n<h2>Other sessions</h2>\n<div class=\"columns\">\n");
        WriteList(html, "Waits for locks", "No lock had to be waited for.", [.. record.LockWaits.Select(RecordMarkdown.SayWait)]);
        WriteList(html, "Sessions that were ended", "No session was ended.", record.EndedSessions);
        html.Literal("</div>\n");
        var others = record.Events.Where(e => !record.EndedSessions.Contains(e.Text, StringComparer.Ordinal)).Select(e => $"{Words.Exact(e.At)} {e.Text}").ToList();
        if (others.Count > 0)
        {
            WriteList(html, "On the way", "", others);
        }

        html.Literal("</section>\n");
    }

    private static void WriteList(Html html, string title, string none, IReadOnlyList<string> lines)
    {
        html.Write($"<div><h3>{title}</h3>\n");
        if (lines.Count == 0)
        {
            html.Write($"<p class=\"faint\">{none}</p>\n");
        }
        else
        {
            WriteLines(html, lines.Take(Shown));
        }

        if (lines.Count > Shown)
        {
            html.Write($"<details class=\"more\"><summary>{Words.Count(lines.Count - Shown)} more</summary>\n");
            WriteLines(html, lines.Skip(Shown));
            html.Literal("</details>\n");
        }

        html.Literal("</div>\n");
    }

    private static void WriteLines(Html html, IEnumerable<string> lines)
    {
        html.Literal("<ul class=\"plain\">\n");
        foreach (var line in lines)
        {
            html.Write($"<li>{line}</li>\n");
        }

        html.Literal("</ul>\n");
    }
}
