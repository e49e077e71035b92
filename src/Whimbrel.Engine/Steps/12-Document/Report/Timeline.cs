using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Downtime;

namespace Whimbrel.Engine.Steps.Document.Report;

/// <summary>The steps, one below the other, each with its bar in the time of the run; the downtime runs through them.</summary>
internal static class Timeline
{
    internal static void Write(Html html, RunRecord record)
    {
        if (record.Steps.Count == 0)
        {
            return;
        }

        var scale = TimeScale.Of(record);
        var downtime = DowntimeOf(record);
        html.Literal("<section id=\"steps\">\n<h2>Steps</h2>\n");
        if (downtime is { } down)
        {
            html.Write($"<p class=\"legend\"><i class=\"key down\"></i>{down.Words}</p>\n");
        }

        html.Literal("<ol class=\"steps\">\n");
        foreach (var step in record.Steps)
        {
            WriteStep(html, record, step, scale, downtime);
        }

        html.Literal("</ol>\n</section>\n");
    }

    private static void WriteStep(Html html, RunRecord record, RecordedStep step, TimeScale scale, (DateTimeOffset From, DateTimeOffset To, string Words)? downtime)
    {
        var end = step.EndedAt ?? step.StartedAt.AddSeconds(step.Seconds);
        html.Write($"<li class=\"{step.Status}\">\n<span class=\"phase\">{step.Phase}</span>\n<div class=\"what\"><h3>{Words.Capital(step.Title)}</h3><p>{Summary(step)}</p></div>\n")
            .Write($"<div class=\"when\"><span class=\"status\">{step.Status}</span><span class=\"took\">{(step.Status == "skipped" ? "" : Duration.Say(TimeSpan.FromSeconds(step.Seconds)))}</span><time>{Words.Clock(step.StartedAt)}</time></div>\n<div class=\"track\">");
        if (downtime is { } down)
        {
            html.Write($"<i class=\"down\" style=\"left:{scale.At(down.From):0.##}%;width:{scale.At(down.To) - scale.At(down.From):0.##}%\"></i>");
        }

        if (step.Status != "skipped")
        {
            var (left, right) = (Math.Min(99.4, scale.At(step.StartedAt)), scale.At(end));
            html.Write($"<i class=\"bar{(step.Phase == (int)Phase.Watch && scale.IsCut ? " cut" : "")}\" style=\"left:{left:0.##}%;width:{right - left:0.##}%\" title=\"{Words.Exact(step.StartedAt)} to {Words.Exact(end)}\"></i>");
        }

        foreach (var wait in record.LockWaits.Where(w => w.Step == step.Name).Take(200))
        {
            html.Write($"<i class=\"wait\" style=\"left:{scale.At(wait.At):0.##}%\" title=\"{RecordMarkdown.SayWait(wait)}\"></i>");
        }

        html.Literal("</div>\n</li>\n");
    }

    /// <summary>A path is known from the folder; what failed says why on top of the page.</summary>
    private static string Summary(RecordedStep step) => step.Summary.Length > 400 ? step.Summary[..400] + "…" : step.Summary;

    /// <summary>As a client saw it; where none looked, as long as the site was in maintenance.</summary>
    internal static (DateTimeOffset From, DateTimeOffset To, string Words)? DowntimeOf(RunRecord record)
    {
        if (record.ClientDowntime is { FirstRefused: { } from } seen)
        {
            var to = seen.HealthyAgain ?? from.AddSeconds(seen.Seconds);
            return (from, to, $"Downtime as a client saw it: {Duration.Say(TimeSpan.FromSeconds(seen.Seconds))}, from {Words.Exact(from)} to {Words.Exact(to)}, of a budget of {Duration.Say(TimeSpan.FromSeconds(seen.BudgetSeconds))}");
        }

        var begun = record.Steps.FirstOrDefault(s => s.Name == nameof(ShowMaintenance) && s.Status != "skipped");
        if (begun is null || record.ClientDowntime is { Url: not null })
        {
            return null;
        }

        var ended = record.Steps.LastOrDefault(s => s.Name == nameof(HideMaintenance) && s.EndedAt is not null)?.EndedAt ?? record.EndedAt ?? begun.StartedAt.AddSeconds(begun.Seconds);
        return (begun.StartedAt, ended, $"In maintenance: {Duration.Say(ended - begun.StartedAt)}, from {Words.Exact(begun.StartedAt)} to {Words.Exact(ended)}; no client looked");
    }
}
