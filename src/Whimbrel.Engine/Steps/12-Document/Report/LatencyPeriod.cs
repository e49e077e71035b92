using Whimbrel.Engine.Application;

namespace Whimbrel.Engine.Steps.Document.Report;

/// <summary>A time of the run, and what one address answered in it.</summary>
/// <param name="Name">before, during or after the migration; or the whole run.</param>
internal sealed record LatencyPeriod(string Name, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<LatencySecond> Seconds)
{
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(10);

    internal int Requests => Seconds.Sum(s => s.Requests);

    internal int Failed => Seconds.Sum(s => s.Failed);

    /// <summary>The median of the seconds' medians, each weighted by its requests; null where nothing was answered.</summary>
    internal double? TypicalMs
    {
        get
        {
            var answered = Seconds.Where(s => s.P50Ms is not null).OrderBy(s => s.P50Ms).ToList();
            var half = answered.Sum(s => s.Requests) / 2.0;
            var sum = 0;
            return answered.FirstOrDefault(s => (sum += s.Requests) >= half)?.P50Ms;
        }
    }

    internal LatencySecond? Slowest => Seconds.Where(s => s.MaxMs is not null).MaxBy(s => s.MaxMs);

    /// <summary>Before, during and after what the run did to database and site; the whole where it did nothing. A migration of a moment has some seconds around it.</summary>
    internal static IReadOnlyList<LatencyPeriod> Of(RunRecord record, IReadOnlyList<LatencySecond> seconds)
    {
        var (first, last) = (seconds.Min(s => s.At), seconds.Max(s => s.At).AddSeconds(1));
        var acting = record.Steps.Where(s => s.Status != "skipped" && s.Phase is (int)Phase.Migrate or (int)Phase.Downtime or (int)Phase.Data).ToList();
        if (acting.Count == 0)
        {
            return [new LatencyPeriod("the whole run", first, last, seconds)];
        }

        var (from, to) = (acting.Min(s => s.StartedAt), acting.Max(s => s.EndedAt ?? s.StartedAt.AddSeconds(s.Seconds)));
        var pad = to - from < _shortest ? (_shortest - (to - from)) / 2 : TimeSpan.Zero;
        (from, to) = (Later(from - pad, first), Earlier(to + pad, last));
        (string Name, DateTimeOffset From, DateTimeOffset To)[] times = [("before", first, from), ("during", from, to), ("after", to, last)];
        return
        [
            .. times.Where(t => t.To - t.From >= TimeSpan.FromSeconds(1))
                .Select(t => new LatencyPeriod(t.Name, t.From, t.To, [.. seconds.Where(s => s.At >= t.From && s.At < t.To)])),
        ];
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
