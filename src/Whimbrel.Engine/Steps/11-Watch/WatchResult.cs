namespace Whimbrel.Engine.Steps.Watch;

/// <summary>The watch after a migration.</summary>
/// <param name="Verdict"><c>healthy</c>, <c>broken</c>, or <c>ended early</c> by the operator.</param>
public sealed record WatchResult(IReadOnlyList<WatchSample> Samples, string Verdict, string? Reason, double Seconds);

/// <summary>One look at the application and the database.</summary>
/// <param name="HealthMs">How long the health address took to answer; null when none is configured.</param>
/// <param name="WaitingSessions">Sessions that have waited for a lock for longer than 5 s.</param>
public sealed record WatchSample(
    DateTimeOffset At, bool? IsHealthy, double? HealthMs, string? Health, int Connections, int MaxConnections, int WaitingSessions, double OldestTransactionSeconds, long Deadlocks, double? CacheHitRatio);
