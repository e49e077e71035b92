using Whimbrel.Engine.Application;

namespace Whimbrel.Engine.Steps.Document.Report;

/// <summary>A point of the chart: a second, or a stretch of seconds.</summary>
/// <param name="TypicalMs">The mean of the seconds' medians, by their requests; null where nothing was answered.</param>
/// <param name="MaxMs">The slowest answer of the stretch.</param>
internal sealed record LatencyPoint(DateTimeOffset At, double? TypicalMs, double? MaxMs);

/// <summary>Seconds in a row in which requests failed.</summary>
internal sealed record FailedStretch(DateTimeOffset From, DateTimeOffset To, int Failed, int Requests);

/// <summary>Makes few points of many seconds, without losing a maximum or a failure.</summary>
internal static class LatencyThinning
{
    /// <param name="most">How many points there may be.</param>
    internal static IReadOnlyList<LatencyPoint> Thin(LatencyPeriod period, int most) => period.Seconds.Count <= most
        ? [.. period.Seconds.Select(s => new LatencyPoint(s.At, s.P50Ms, s.MaxMs))]
        : [.. period.Seconds.GroupBy(s => Math.Min(most - 1, (int)((s.At - period.From) / (period.To - period.From) * most))).OrderBy(g => g.Key).Select(g => Join([.. g]))];

    /// <param name="near">What lies nearer to each other than this is one stretch.</param>
    internal static IReadOnlyList<FailedStretch> Failures(IEnumerable<LatencySecond> seconds, TimeSpan near)
    {
        var stretches = new List<FailedStretch>();
        foreach (var second in seconds.Where(s => s.Failed > 0).OrderBy(s => s.At))
        {
            var one = new FailedStretch(second.At, second.At.AddSeconds(1), second.Failed, second.Requests);
            if (stretches is [.., var last] && one.From - last.To <= near)
            {
                stretches[^1] = last with { To = one.To, Failed = last.Failed + one.Failed, Requests = last.Requests + one.Requests };
            }
            else
            {
                stretches.Add(one);
            }
        }

        return stretches;
    }

    /// <summary>It stands where its slowest second is.</summary>
    private static LatencyPoint Join(List<LatencySecond> seconds)
    {
        var answered = seconds.Where(s => s.P50Ms is not null).ToList();
        var weight = answered.Sum(s => (double)Math.Max(1, s.Requests));
        var slowest = seconds.Where(s => s.MaxMs is not null).MaxBy(s => s.MaxMs) ?? seconds[0];
        return new LatencyPoint(slowest.At, answered.Count == 0 ? null : answered.Sum(s => s.P50Ms!.Value * Math.Max(1, s.Requests)) / weight, slowest.MaxMs);
    }
}
