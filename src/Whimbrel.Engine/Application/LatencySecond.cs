namespace Whimbrel.Engine.Application;

/// <summary>What one address answered within one second.</summary>
/// <param name="At">The second's beginning.</param>
/// <param name="Failed">Of <paramref name="Requests"/>: refused, not answered, or answered by no 2xx.</param>
/// <param name="P50Ms">Half of the good answers came within it; null where none came.</param>
public sealed record LatencySecond(DateTimeOffset At, string Url, int Requests, int Failed, double? P50Ms, double? P95Ms, double? MaxMs)
{
    internal static LatencySecond Of(DateTimeOffset at, string url, IReadOnlyCollection<HealthAnswer> answers)
    {
        var times = answers.Where(a => a.IsHealthy).Select(a => Math.Round(a.Ms, 2)).Order().ToList();
        return new LatencySecond(at, url, answers.Count, answers.Count - times.Count, Within(0.5), Within(0.95), Within(1));

        double? Within(double share) => times.Count == 0 ? null : times[(int)Math.Ceiling(share * times.Count) - 1];
    }
}
