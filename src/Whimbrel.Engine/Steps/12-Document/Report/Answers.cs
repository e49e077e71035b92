using Whimbrel.Engine.Application;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Document.Report;

/// <summary>What the application's clients saw: a chart of each address, and the downtime.</summary>
internal static class Answers
{
    private const int MostPoints = 1500;
    private const int Open = 4;

    internal static void Write(Html html, RunRecord record, ReportSources sources)
    {
        html.Literal("<section id=\"answers\">\n<h2>What the application answered</h2>\n");
        if (sources.Damage is { } damage)
        {
            html.Write($"<p class=\"note\">{damage}</p>\n");
        }
        else if (sources.Latency.Count == 0)
        {
            html.Literal("<p class=\"note\">No second-by-second answers were kept: no health address is configured, or the run ended before the first.</p>\n");
        }
        else
        {
            WriteCharts(html, record, sources.Latency);
        }

        WriteClient(html, record);
        html.Literal("</section>\n");
    }

    private static void WriteCharts(Html html, RunRecord record, IReadOnlyList<LatencySecond> latency)
    {
        // The address with the most failures first, then the one with the slowest answer.
        var addresses = latency.GroupBy(s => s.Url, StringComparer.Ordinal).OrderByDescending(g => g.Sum(s => s.Failed)).ThenByDescending(g => g.Max(s => s.MaxMs)).ToList();
        // Two lines each.
        var points = MostPoints / addresses.Count / 2;
        WriteLegend(html, record);
        foreach (var (address, number) in addresses.Select((a, i) => (a, i)))
        {
            if (number == Open)
            {
                html.Write($"<details class=\"more\"><summary>{Words.Count(addresses.Count - Open, "more address", "more addresses")}</summary>\n");
            }

            WriteAddress(html, record, address.Key, [.. address.OrderBy(s => s.At)], Math.Max(30, points));
        }

        if (addresses.Count > Open)
        {
            html.Literal("</details>\n");
        }
    }

    private static void WriteLegend(Html html, RunRecord record)
    {
        html.Literal("<ul class=\"legend\"><li><i class=\"key typical\"></i>typical answer</li><li><i class=\"key slowest\"></i>slowest answer</li><li><i class=\"key failed\"></i>requests that failed</li>");
        if (Timeline.DowntimeOf(record) is not null)
        {
            html.Literal("<li><i class=\"key down\"></i>downtime</li>");
        }

        if (record.LockWaits.Count > 0)
        {
            html.Literal("<li><i class=\"key wait\"></i>a wait for a lock</li>");
        }

        html.Literal("</ul>\n");
    }

    private static void WriteAddress(Html html, RunRecord record, string url, IReadOnlyList<LatencySecond> seconds, int points)
    {
        var periods = LatencyPeriod.Of(record, seconds);
        html.Write($"<figure>\n<figcaption>{url}</figcaption>\n");
        LatencyChart.Write(html, record, periods, points);
        html.Literal("<table class=\"rows\">\n<thead><tr><th></th><th>from</th><th class=\"n\">lasts</th><th class=\"n\">requests</th><th class=\"n\">failed</th><th class=\"n\">typical</th><th class=\"n\">slowest</th></tr></thead>\n<tbody>\n");
        foreach (var period in periods)
        {
            html.Write($"<tr><th scope=\"row\">{Words.Capital(period.Name)}</th><td data-label=\"from\">{Words.Clock(period.From)}</td><td class=\"n\" data-label=\"lasts\">{Duration.Say(period.To - period.From)}</td>")
                .Write($"<td class=\"n\" data-label=\"requests\">{Words.Count(period.Requests)}</td><td class=\"n{(period.Failed > 0 ? " bad" : "")}\" data-label=\"failed\">{Words.Count(period.Failed)}</td>")
                .Write($"<td class=\"n\" data-label=\"typical\">{Ms(period.TypicalMs)}</td><td class=\"n\" data-label=\"slowest\">{Ms(period.Slowest?.MaxMs)}{(period.Slowest is { } slowest ? $" at {Words.Clock(slowest.At)}" : "")}</td></tr>\n");
        }

        html.Literal("</tbody>\n</table>\n</figure>\n");
    }

    private static void WriteClient(Html html, RunRecord record)
    {
        if (record.ClientDowntime is not { Timeline.Count: > 0 } seen)
        {
            return;
        }

        html.Write($"<h3>What a client of {seen.Url} saw</h3>\n<table class=\"rows\">\n<thead><tr><th>answer</th><th>from</th><th>to</th><th class=\"n\">requests</th><th class=\"n\">slowest</th></tr></thead>\n<tbody>\n");
        foreach (var stretch in seen.Timeline)
        {
            html.Write($"<tr><th scope=\"row\" class=\"{(stretch.IsHealthy ? "good" : "bad")}\">{stretch.Answer}</th><td data-label=\"from\">{Words.Exact(stretch.From)}</td><td data-label=\"to\">{Words.Exact(stretch.To)}</td>")
                .Write($"<td class=\"n\" data-label=\"requests\">{Words.Count(stretch.Requests)}</td><td class=\"n\" data-label=\"slowest\">{Duration.SayMs(stretch.SlowestMs)}</td></tr>\n");
        }

        html.Literal("</tbody>\n</table>\n");
    }

    private static string Ms(double? milliseconds) => milliseconds is { } ms ? Duration.SayMs(ms) : "–";
}
