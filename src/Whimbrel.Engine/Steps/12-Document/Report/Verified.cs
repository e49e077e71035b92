using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Document.Report;

/// <summary>What was found before, what was checked behind, what the watch saw.</summary>
internal static class Verified
{
    private const int Shown = 12;

    internal static void Write(Html html, RunRecord record)
    {
        List<Line> lines =
        [
            .. record.Findings.Select(f => new Line(f.Severity.ToString().ToLowerInvariant(), f.Severity == Assess.Severity.Error ? "bad" : f.Severity == Assess.Severity.Warning ? "warn" : "", f.Name, f.Message)),
            .. record.Rehearsal?.Findings.Select(f => new Line("rehearsal", "warn", "rehearsal", f)) ?? [],
            .. record.Checks.Select(c => new Line(c.Ok ? "passed" : "failed", c.Ok ? "good" : "bad", c.Name, c.Detail)),
            .. record.WatchFindings.Select(f => new Line(f.Severity, f.Severity == "broken" ? "bad" : f.Severity == "degraded" ? "warn" : "", f.About, f.Message)),
        ];
        html.Literal("<section id=\"checks\">\n<h2>Checks and findings</h2>\n");
        if (record.Verdict is { } verdict)
        {
            html.Write($"<p class=\"lead\">The watch found the application <strong>{verdict}</strong> in {Words.Count(record.Samples.Count, "sample", "samples")}.</p>\n");
        }

        // What is not well comes first, and is never folded away.
        var ordered = lines.OrderBy(l => l.Tone switch { "bad" => 0, "warn" => 1, "" => 2, _ => 3 }).ToList();
        var shown = Math.Max(Shown, ordered.Count(l => l.Tone is "bad" or "warn"));
        WriteLines(html, ordered.Take(shown));
        if (ordered.Count > shown)
        {
            html.Write($"<details class=\"more\"><summary>{Words.Count(ordered.Count - shown)} more</summary>\n");
            WriteLines(html, ordered.Skip(shown));
            html.Literal("</details>\n");
        }

        WriteSlowQueries(html, record);
        html.Literal("</section>\n");
    }

    private static void WriteLines(Html html, IEnumerable<Line> lines)
    {
        html.Literal("<ul class=\"checklist\">\n");
        foreach (var line in lines)
        {
            html.Write($"<li class=\"{line.Tone}\"><span class=\"status\">{line.Word}</span><div><h3>{line.Name}</h3><p>{line.Text}</p></div></li>\n");
        }

        html.Literal("</ul>\n");
    }

    private static void WriteSlowQueries(Html html, RunRecord record)
    {
        if (record.SlowQueries.Count == 0)
        {
            return;
        }

        html.Write($"<details class=\"more\"><summary>{Words.Count(record.SlowQueries.Count, "query", "queries")} of the affected tables</summary>\n<table class=\"rows\">\n<thead><tr><th>query</th><th class=\"n\">calls</th><th class=\"n\">mean</th><th class=\"n\">slowest</th></tr></thead>\n<tbody>\n");
        foreach (var query in record.SlowQueries)
        {
            html.Write($"<tr><th scope=\"row\"><code>{query.Query}</code></th><td class=\"n\" data-label=\"calls\">{Words.Count(query.Calls)}</td><td class=\"n\" data-label=\"mean\">{Duration.SayMs(query.MeanMs)}</td><td class=\"n\" data-label=\"slowest\">{Duration.SayMs(query.MaxMs)}</td></tr>\n");
        }

        html.Literal("</tbody>\n</table>\n</details>\n");
    }

    private sealed record Line(string Word, string Tone, string Name, string Text);
}
