using Whimbrel.Engine.Application;

namespace Whimbrel.Cli.Dashboard;

/// <summary>The application's answers as points of a chart.</summary>
internal static class Points
{
    public static LatencyView Of(IReadOnlyList<LatencySecond> seconds)
    {
        var urls = seconds.Select(s => s.Url).Distinct(StringComparer.Ordinal).ToList();
        return new LatencyView(urls, [.. seconds.Select(s => (IReadOnlyList<double?>)[s.At.ToUnixTimeSeconds(), urls.IndexOf(s.Url), s.Requests, s.Failed, s.P50Ms, s.P95Ms, s.MaxMs])]);
    }
}
