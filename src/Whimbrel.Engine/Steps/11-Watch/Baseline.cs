using System.Text.Json;
using Whimbrel.Engine.Application;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Steps.Assess;

namespace Whimbrel.Engine.Steps.Watch;

/// <summary>How the application and its database did before the migration: what the watch compares with.</summary>
/// <param name="Queries">The most expensive first; at most <see cref="MostQueries"/>.</param>
/// <param name="WithoutQueries">Why there are no queries; null where there may be some.</param>
public sealed record Baseline(
    DateTimeOffset At,
    double Seconds,
    IReadOnlyList<QueryFigures> Queries,
    string? WithoutQueries,
    IReadOnlyList<LatencyFigures> Latencies,
    ServerRates Server,
    IReadOnlyList<MetricFigures> Metrics)
{
    /// <summary>What is less expensive than so many others can hardly be felt.</summary>
    internal const int MostQueries = 500;

    /// <summary>What the run recorded; null where it recorded none.</summary>
    internal static Baseline? Of(RunJournal journal) => journal.Outcome(nameof(RecordBaseline), JournalJson.Default.Baseline);

    internal JsonElement ToJson() => JsonSerializer.SerializeToElement(this, JournalJson.Default.Baseline);

    /// <summary>In one line.</summary>
    public override string ToString() => string.Join(", ", new[]
    {
        WithoutQueries is null ? $"{Queries.Count(q => q.Windows > 0)} queries" : $"no queries ({WithoutQueries})",
        $"{Server.CommitsPerSecond:0} transactions a second",
        string.Join(", ", Latencies.Select(l => l.ToString())),
        Metrics.Count == 0 ? "" : $"{Metrics.Count(m => m.WhyNot is null)} of {Metrics.Count} metrics",
    }.Where(p => p.Length > 0));
}

/// <summary>How an address answered over a stretch of time.</summary>
/// <param name="P50Ms">The middle one of all seconds' medians; null where nothing was answered.</param>
/// <param name="P95Ms">The middle one of all seconds' 95th percentiles.</param>
/// <param name="P95DeviationMs">How far these lie from each other: 1.4826 times their median absolute deviation.</param>
public sealed record LatencyFigures(string Url, int Requests, int Failed, double? P50Ms, double? P95Ms, double P95DeviationMs, double? MaxMs)
{
    public override string ToString() => P95Ms is null ? $"{Url} not answered" : $"{Url} p95 {P95Ms:0} ms";

    /// <summary>Adds up seconds, for each address.</summary>
    internal static IReadOnlyList<LatencyFigures> Of(IEnumerable<LatencySecond> seconds) => [.. seconds.GroupBy(s => s.Url, StringComparer.Ordinal).Select(g => Of(g.Key, [.. g]))];

    private static LatencyFigures Of(string url, List<LatencySecond> seconds)
    {
        var p95 = Middle(seconds.Select(s => s.P95Ms));
        var deviation = Middle(seconds.Select(s => Math.Abs(s.P95Ms - p95 ?? 0))) ?? 0;
        return new LatencyFigures(url, seconds.Sum(s => s.Requests), seconds.Sum(s => s.Failed), Middle(seconds.Select(s => s.P50Ms)), p95, 1.4826 * deviation, seconds.Max(s => s.MaxMs));
    }

    private static double? Middle(IEnumerable<double?> all)
    {
        var values = all.OfType<double>().Order().ToList();
        return values.Count == 0 ? null : (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }

    private static double? Middle(IEnumerable<double> all) => Middle(all.Select(v => (double?)v));
}

/// <summary>What a query of Prometheus yielded.</summary>
/// <param name="IsAlarm">Whether it is meant to yield nothing.</param>
/// <param name="Series">How many series.</param>
/// <param name="Value">Their sum; null where there are none.</param>
/// <param name="WhyNot">Why it was not answered; null where it was.</param>
public sealed record MetricFigures(string Query, bool IsAlarm, int Series, double? Value, string? WhyNot);
