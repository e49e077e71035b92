using Whimbrel.Engine.Application;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Watch;

/// <summary>Takes samples until the time is over, a breach is seen, or the operator ends it.</summary>
public sealed class Watcher(Database database, WhimbrelSettings settings, TimeProvider time)
{
    private static readonly TimeSpan _secondLook = TimeSpan.FromSeconds(1);

    /// <param name="length">How long; at least one sample is taken.</param>
    /// <param name="show">Gets each sample when it is taken.</param>
    /// <param name="ended">Cancelled when the operator ends the watch: what was seen so far counts.</param>
    public async Task<WatchResult> WatchAsync(TimeSpan length, TimeSpan every, Action<WatchSample> show, CancellationToken ended)
    {
        using var probe = new HealthProbe();
        var samples = new List<WatchSample>();
        var started = time.GetTimestamp();
        try
        {
            while (true)
            {
                var sample = await TakeAsync(probe, ended);
                if (Breach(sample) is not null)
                {
                    // One bad look can be a hiccup of the network; two are a breach.
                    await Task.Delay(_secondLook, time, ended);
                    sample = await TakeAsync(probe, ended);
                }

                samples.Add(sample);
                show(sample);
                if (Breach(sample) is { } reason)
                {
                    return Result("broken", reason);
                }

                var left = length - time.GetElapsedTime(started);
                if (left <= TimeSpan.Zero)
                {
                    return Result("healthy", null);
                }

                await Task.Delay(left < every ? left : every, time, ended);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return Result("ended early", "the operator ended the watch");
        }

        WatchResult Result(string verdict, string? reason) => new(samples, verdict, reason, time.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>What of a sample ends the watch; null when nothing does.</summary>
    internal static string? Breach(WatchSample sample)
    {
        if (sample.IsHealthy == false)
        {
            return $"the application is not healthy: {sample.Health}";
        }

        if (sample.WaitingSessions > 0)
        {
            return $"{sample.WaitingSessions} sessions have waited for a lock for more than 5 s";
        }

        return sample.Connections >= 0.95 * sample.MaxConnections ? $"{sample.Connections} of {sample.MaxConnections} connections are taken" : null;
    }

    private async Task<WatchSample> TakeAsync(HealthProbe probe, CancellationToken ct)
    {
        var health = settings.Application.Health is { } url ? await probe.AskAsync(url, ct) : null;
        await using var session = await database.OpenAsync(ct);
        return await session.QuerySingleAsync(
            "watch_sample",
            row => new WatchSample(
                time.GetUtcNow(),
                health?.IsHealthy,
                health?.Ms,
                health?.ToString(),
                (int)row.Number("Connections"),
                (int)row.Number("MaxConnections"),
                (int)row.Number("WaitingSessions"),
                row.Real("OldestTransactionSeconds"),
                row.Number("Deadlocks"),
                row.OptionalReal("CacheHitRatio")),
            ct);
    }
}
