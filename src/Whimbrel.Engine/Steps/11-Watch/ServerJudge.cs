using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Watch;

/// <summary>Whether the application's answers and the database's counters are worse than before. Each finding here counts only when the next look has it too.</summary>
internal static class ServerJudge
{
    /// <summary>How many standard deviations something must lie above the baseline.</summary>
    private const double Far = 5;

    private const int FewestSeconds = 5;
    private const double SlowerAnswers = 3;
    private const double FeltMs = 50;
    private const double FailedShare = 0.05;
    private const int FewestEvents = 10;

    public static IEnumerable<WatchFinding> CompareLatencies(IReadOnlyList<LatencyFigures> before, IReadOnlyList<LatencyFigures> now, int seconds)
    {
        if (seconds < FewestSeconds)
        {
            yield break;
        }

        foreach (var (earlier, later) in now.Select(n => (before.FirstOrDefault(b => b.Url == n.Url), n)))
        {
            if (earlier is null)
            {
                continue;
            }

            if (Share(later) > Share(earlier) + FailedShare && later.Failed > 2)
            {
                var isGone = later.Failed == later.Requests && Share(earlier) < 0.5;
                yield return new WatchFinding(isGone ? "broken" : "degraded", "latency", later.Url, $"{later.Url}: {later.Failed} of {later.Requests} requests failed, before {earlier.Failed} of {earlier.Requests}", Share(earlier), Share(later), "share", null);
            }
            else if (IsSlower(earlier, later))
            {
                yield return new WatchFinding(
                    "degraded",
                    "latency",
                    later.Url,
                    $"{later.Url}: p95 {earlier.P95Ms:0} ms to {later.P95Ms:0} ms (p50 {earlier.P50Ms:0} to {later.P50Ms:0} ms; the baseline's seconds lay {earlier.P95DeviationMs:0} ms from each other)",
                    earlier.P95Ms,
                    later.P95Ms,
                    "ms",
                    null);
            }
        }
    }

    public static IEnumerable<WatchFinding> CompareServers(ServerRates before, ServerRates now, bool hasQueries)
    {
        if (Share(now) > Share(before) + FailedShare && Rises(before.Rollbacks, before.Seconds, now.Rollbacks, now.Seconds))
        {
            yield return Finding("degraded", "rollbacks", $"{now.Rollbacks} of {now.Commits + now.Rollbacks} transactions were rolled back in {Say(now.Seconds)}, before {before.Rollbacks} of {before.Commits + before.Rollbacks} in {Say(before.Seconds)}", Share(before), Share(now), "share");
        }

        if (now.Deadlocks > 0)
        {
            var more = Rises(before.Deadlocks, before.Seconds, now.Deadlocks, now.Seconds, fewest: 3);
            yield return Finding(more ? "degraded" : "note", "deadlocks", $"{now.Deadlocks} {(now.Deadlocks == 1 ? "deadlock" : "deadlocks")} in {Say(now.Seconds)}, before {before.Deadlocks} in {Say(before.Seconds)}", before.Deadlocks, now.Deadlocks, "count");
        }

        foreach (var (table, scans) in now.Scans)
        {
            var earlier = before.Scans.GetValueOrDefault(table);
            if (Rises(earlier, before.Seconds, scans, now.Seconds) && scans / now.Seconds > 3 * earlier / before.Seconds)
            {
                // Where queries are counted, they say whether that costs anything.
                yield return Finding(hasQueries ? "note" : "degraded", "scans", $"{table} was read from its beginning to its end {scans} times in {Say(now.Seconds)}, before {earlier} times in {Say(before.Seconds)}", earlier / before.Seconds, scans / now.Seconds, "per second", table);
            }
        }

        foreach (var finding in Notes(before, now))
        {
            yield return finding;
        }
    }

    private static IEnumerable<WatchFinding> Notes(ServerRates before, ServerRates now)
    {
        if (now.CacheHitRatio < before.CacheHitRatio - 0.1)
        {
            yield return Finding("note", "cache", $"{now.CacheHitRatio:P0} of the blocks were found in memory, before {before.CacheHitRatio:P0}", before.CacheHitRatio, now.CacheHitRatio, "share");
        }

        if (now.TempBytesPerSecond > (3 * before.TempBytesPerSecond) + 10_000_000)
        {
            yield return Finding("note", "temporary files", $"{ByteSize.Say((long)now.TempBytesPerSecond)} a second of temporary files, before {ByteSize.Say((long)before.TempBytesPerSecond)}", before.TempBytesPerSecond, now.TempBytesPerSecond, "bytes per second");
        }

        if (now.LagSeconds > (3 * (before.LagSeconds ?? 0)) + 10)
        {
            yield return Finding("note", "replication", $"a standby is {Say(now.LagSeconds.Value)} behind, before {Say(before.LagSeconds ?? 0)}", before.LagSeconds, now.LagSeconds, "s");
        }
    }

    /// <summary>Whether events came more often than chance explains, had they come as before; both counts are taken as they are, from Poisson's distribution.</summary>
    internal static bool Rises(long before, double secondsBefore, long now, double secondsNow, int fewest = FewestEvents)
    {
        var expected = (before + 1) * secondsNow / secondsBefore;
        return now >= fewest && now - expected > Far * Math.Sqrt(expected + (expected * secondsNow / secondsBefore));
    }

    private static bool IsSlower(LatencyFigures before, LatencyFigures now) =>
        now.P95Ms - before.P95Ms is { } extra && extra > Math.Max(Math.Max(Far * before.P95DeviationMs, (SlowerAnswers - 1) * before.P95Ms!.Value), FeltMs);

    private static WatchFinding Finding(string severity, string about, string message, double? before, double? after, string unit, string? name = null) => new(severity, about, name ?? about, message, before, after, unit, null);

    private static double Share(LatencyFigures figures) => figures.Requests == 0 ? 0 : (double)figures.Failed / figures.Requests;

    private static double Share(ServerRates rates) => rates.Commits + rates.Rollbacks == 0 ? 0 : (double)rates.Rollbacks / (rates.Commits + rates.Rollbacks);

    private static string Say(double seconds) => Duration.Say(TimeSpan.FromSeconds(seconds));
}
