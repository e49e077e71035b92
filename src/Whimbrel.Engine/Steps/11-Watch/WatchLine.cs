using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Watch;

/// <summary>The watch as a line of text: a sample, and what goes on between two of them.</summary>
public static class WatchLine
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>A sample as a row of the table of samples.</summary>
    public static string Of(WatchSample sample) => string.Join("  ", [
        $"{sample.At:HH:mm:ss} UTC",
        sample.IsHealthy switch { true => $"healthy {sample.HealthMs,5:0} ms", false => "NOT HEALTHY", null => "no health address" },
        .. sample.Database is { } why ? [$"the database does not answer: {why}"] : new[]
        {
            $"{sample.Connections,3} of {sample.MaxConnections} connections",
            $"{sample.WaitingSessions} waiting",
            $"oldest transaction {sample.OldestTransactionSeconds:0.0} s",
            $"{sample.Deadlocks} deadlocks",
        }
    ]);

    /// <param name="tails">The p95 of each look, in milliseconds.</param>
    internal static string Say(TimeSpan elapsed, TimeSpan length, IReadOnlyList<double?> tails, WatchSample sample) => string.Join(" · ", new[]
    {
        $"{Duration.Say(elapsed)} of {Duration.Say(length)}",
        tails.Any(t => t is not null) ? $"p95 {Sparkline(tails)} {tails[^1]:0} ms" : "",
        $"{sample.Connections} of {sample.MaxConnections} connections",
        "Ctrl-C ends the watch",
    }.Where(p => p.Length > 0));

    /// <summary>Bars from nothing to the highest value; a gap where there is none.</summary>
    internal static string Sparkline(IReadOnlyList<double?> values)
    {
        var highest = Math.Max(values.Max() ?? 0, 0.001);
        return string.Concat(values.Select(v => v is { } value ? Bars[(int)Math.Min(Bars.Length - 1, value / highest * Bars.Length)] : ' '));
    }
}
