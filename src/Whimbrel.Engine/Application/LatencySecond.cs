namespace Whimbrel.Engine.Application;

/// <summary>What one address answered within one second.</summary>
/// <param name="At">The second's beginning.</param>
/// <param name="Failed">Of <paramref name="Requests"/>: refused, not answered, or answered by no 2xx.</param>
/// <param name="P50Ms">Half of the answers came within it; null where none came.</param>
public sealed record LatencySecond(DateTimeOffset At, string Url, int Requests, int Failed, double? P50Ms, double? P95Ms, double? MaxMs);
