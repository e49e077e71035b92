using System.Globalization;
using System.Text;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Document.Report;

/// <summary>The answers of one address as a drawing. It is stretched to the page's width, so that its words stand beside it and not in it.</summary>
internal static class LatencyChart
{
    private const double Width = 1000;
    private const double Height = 240;
    private const int MostWaits = 400;

    internal static void Write(Html html, RunRecord record, IReadOnlyList<LatencyPeriod> periods, int points)
    {
        var scale = LatencyScale.Of(periods);
        html.Literal("<div class=\"chart\">\n<div class=\"plot\">\n")
            .Write($"<svg viewBox=\"0 0 {Width:0} {Height:0}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Answers before, during and after the migration, in milliseconds on a logarithmic scale\">\n");
        foreach (var decade in scale.Decades)
        {
            html.Write($"<path class=\"grid\" d=\"M0 {Y(scale, decade):0.#}H{Width:0}\"/>\n");
        }

        foreach (var ((period, left, width), most) in Panels(periods).Zip(PointsOf(periods, points)))
        {
            WritePanel(html, record, new Panel(period, left, width, scale), most);
        }

        html.Literal("</svg>\n");
        foreach (var decade in scale.Decades)
        {
            html.Write($"<span class=\"y\" style=\"top:{100 * Y(scale, decade) / Height:0.##}%\">{Label(decade)}</span>\n");
        }

        html.Literal("</div>\n<div class=\"x\">");
        foreach (var (period, _, width) in Panels(periods))
        {
            html.Write($"<span style=\"width:{100 * width / Width:0.##}%\"><b>{period.Name}</b> <time>{Words.Clock(period.From)}</time></span>");
        }

        html.Literal("</div>\n</div>\n");
    }

    /// <summary>What happens during the migration has the most room, however long the watch is.</summary>
    private static IEnumerable<(LatencyPeriod Period, double Left, double Width)> Panels(IReadOnlyList<LatencyPeriod> periods)
    {
        var shares = periods.Select(p => p.Name == "during" ? 2.0 : 1.0).ToList();
        var left = 0.0;
        foreach (var (period, share) in periods.Zip(shares))
        {
            var width = Width * share / shares.Sum();
            yield return (period, left, width);
            left += width;
        }
    }

    /// <summary>What a short period does not need of its share, the others have.</summary>
    private static IEnumerable<int> PointsOf(IReadOnlyList<LatencyPeriod> periods, int points)
    {
        var share = points / periods.Count;
        var isShort = periods.Select(p => p.Seconds.Count <= share).ToList();
        var left = points - periods.Where((_, n) => isShort[n]).Sum(p => p.Seconds.Count);
        var others = Math.Max(1, isShort.Count(s => !s));
        return periods.Select((p, n) => isShort[n] ? Math.Max(2, p.Seconds.Count) : left / others);
    }

    private static void WritePanel(Html html, RunRecord record, Panel panel, int points)
    {
        if (panel.Left > 0)
        {
            html.Write($"<path class=\"edge\" d=\"M{panel.Left:0.#} 0V{Height:0}\"/>\n");
        }

        if (Timeline.DowntimeOf(record) is { } down && down.To > panel.Period.From && down.From < panel.Period.To)
        {
            html.Write($"<rect class=\"down\" x=\"{panel.X(down.From):0.#}\" y=\"0\" width=\"{panel.X(down.To) - panel.X(down.From):0.#}\" height=\"{Height:0}\"><title>{down.Words}</title></rect>\n");
        }

        var thinned = LatencyThinning.Thin(panel.Period, points);
        html.Write($"<path class=\"slowest\" d=\"{Line(panel, thinned, p => p.MaxMs)}\"/>\n<path class=\"typical\" d=\"{Line(panel, thinned, p => p.TypicalMs)}\"/>\n");
        foreach (var failed in LatencyThinning.Failures(panel.Period.Seconds, (panel.Period.To - panel.Period.From) / panel.Width))
        {
            var (from, to) = (panel.X(failed.From), panel.X(failed.To));
            html.Write($"<path class=\"failed\" d=\"M{from:0.#} {Height - 4:0}H{to:0.#}\"><title>{Words.Clock(failed.From)} to {Words.Clock(failed.To)}: {Words.Count(failed.Failed)} of {Words.Count(failed.Requests)} requests failed</title></path>\n");
        }

        foreach (var wait in record.LockWaits.Where(w => w.At >= panel.Period.From && w.At < panel.Period.To).Take(MostWaits))
        {
            html.Write($"<path class=\"wait\" d=\"M{panel.X(wait.At):0.#} 0V{Height:0}\"><title>{RecordMarkdown.SayWait(wait)}</title></path>\n");
        }
    }

    /// <summary>A stretch without answers is a gap, and a lonely point a dot.</summary>
    private static string Line(Panel panel, IReadOnlyList<LatencyPoint> points, Func<LatencyPoint, double?> valueOf)
    {
        var path = new StringBuilder();
        var gap = TimeSpan.FromSeconds(3) + (2 * (panel.Period.To - panel.Period.From) / Math.Max(1, points.Count));
        LatencyPoint? last = null;
        foreach (var point in points)
        {
            if (valueOf(point) is not { } ms)
            {
                last = null;
                continue;
            }

            var isNew = last is null || point.At - last.At > gap;
            path.Append(CultureInfo.InvariantCulture, $"{(isNew ? "M" : "L")}{panel.X(point.At):0.#} {Y(panel.Scale, ms):0.#}").Append(isNew ? "h0" : "");
            last = point;
        }

        return path.ToString();
    }

    private static double Y(LatencyScale scale, double ms) => Height * (1 - scale.Share(ms));

    private static string Label(double decade) => decade < 1 ? $"{decade:0.#} ms" : Duration.Say(TimeSpan.FromMilliseconds(decade)).Replace(".0", "", StringComparison.Ordinal);

    private sealed record Panel(LatencyPeriod Period, double Left, double Width, LatencyScale Scale)
    {
        internal double X(DateTimeOffset at) => Left + (Width * Math.Clamp((at - Period.From) / (Period.To - Period.From), 0, 1));
    }
}
