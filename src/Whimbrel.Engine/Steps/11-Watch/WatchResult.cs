using System.Text.Json.Serialization;

namespace Whimbrel.Engine.Steps.Watch;

/// <summary>The watch after a migration.</summary>
/// <param name="Verdict"><c>healthy</c>, <c>degraded</c>, <c>broken</c>, or <c>ended early</c> by the operator.</param>
/// <param name="Reason">Why it is not healthy, in one sentence.</param>
public sealed record WatchResult(IReadOnlyList<WatchSample> Samples, string Verdict, string? Reason, double Seconds)
{
    /// <summary>Whether it ended because something is worse than before.</summary>
    [JsonIgnore]
    public bool IsBad => Verdict is "degraded" or "broken";

    /// <summary>Everything that was compared and is worth knowing, the worst first.</summary>
    public IReadOnlyList<WatchFinding> Findings { get; init; } = [];

    /// <summary>The run before whose migration the baseline was recorded, for a watch outside of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BaselineOf { get; init; }
}

/// <summary>What differs from the baseline.</summary>
/// <param name="Severity"><c>broken</c>, <c>degraded</c>, or <c>note</c>: no reason to act.</param>
/// <param name="About">What kind of thing: <c>query</c>, <c>latency</c>, <c>health</c>, <c>connections</c>, <c>log</c>, <c>prometheus</c> and the like.</param>
/// <param name="Name">Which one: a query's normalised text, an address, a metric.</param>
/// <param name="Message">The whole of it, in one sentence: from what to what, and how sure that is.</param>
/// <param name="Before">The baseline's figure, in <paramref name="Unit"/>.</param>
/// <param name="Confidence">0 to 1, by the number of calls; null where nothing was sampled.</param>
public sealed record WatchFinding(string Severity, string About, string Name, string Message, double? Before, double? After, string Unit, double? Confidence);

/// <summary>One look at the application and the database.</summary>
/// <param name="HealthMs">How long the health address took to answer; null when none is configured.</param>
/// <param name="WaitingSessions">Sessions that have waited for a lock for longer than 5 s.</param>
public sealed record WatchSample(
    DateTimeOffset At, bool? IsHealthy, double? HealthMs, string? Health, int Connections, int MaxConnections, int WaitingSessions, double OldestTransactionSeconds, long Deadlocks, double? CacheHitRatio)
{
    /// <summary>Why the database did not answer; null when it did.</summary>
    public string? Database { get; init; }

    internal WatchSample With(ServerCounters counters) => this with
    {
        Connections = counters.Connections,
        MaxConnections = counters.MaxConnections,
        WaitingSessions = counters.WaitingSessions,
        OldestTransactionSeconds = counters.OldestTransactionSeconds,
        Deadlocks = counters.Deadlocks,
        CacheHitRatio = counters.CacheHitRatio,
    };
}
