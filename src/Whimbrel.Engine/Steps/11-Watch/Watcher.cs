using Npgsql;
using Whimbrel.Engine.Application;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Watch;

/// <summary>Looks at application and database until the time is over, something is worse than before, or the operator ends it.</summary>
public sealed class Watcher(Database database, WhimbrelSettings settings, TimeProvider time)
{
    private static readonly TimeSpan _secondLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _mostBetweenLooks = TimeSpan.FromSeconds(10);

    private readonly WatchJudge _judge = new();
    private DateTimeOffset _begun;

    /// <summary>What is compared with; null where there is nothing: then only what is broken ends the watch.</summary>
    public Baseline? Baseline { get; init; }

    /// <summary>The client that asks all the time; null where there is none.</summary>
    public LatencyProber? Prober { get; init; }

    /// <summary>What is going on between two samples, for people.</summary>
    public Action<string, double?> Progress { get; init; } = (_, _) => { };

    /// <summary>What else may be worse, looked at with each sample.</summary>
    internal Func<CancellationToken, Task<IReadOnlyList<WatchFinding>>> LooksElsewhere { get; init; } = _ => Task.FromResult<IReadOnlyList<WatchFinding>>([]);

    /// <param name="length">How long; at least one sample is taken.</param>
    /// <param name="every">How often a sample is shown and kept; looked is more often.</param>
    /// <param name="show">Gets each sample when it is taken.</param>
    /// <param name="ended">Cancelled when the operator ends the watch: what was seen so far counts.</param>
    public async Task<WatchResult> WatchAsync(TimeSpan length, TimeSpan every, Action<WatchSample> show, CancellationToken ended)
    {
        using var probe = new HealthProbe();
        var samples = new List<WatchSample>();
        var (started, nextRow) = (time.GetTimestamp(), TimeSpan.Zero);
        _begun = time.GetUtcNow();
        try
        {
            while (true)
            {
                var look = await TakeAsync(probe, ended);
                if (Breach(look.Sample, Baseline) is not null)
                {
                    // One bad look can be a hiccup of the network; two are a breach.
                    await Task.Delay(_secondLook, time, ended);
                    look = await TakeAsync(probe, ended);
                }

                var elapsed = time.GetElapsedTime(started);
                var isRow = elapsed >= nextRow || length - elapsed <= TimeSpan.Zero;
                var verdict = await JudgeAsync(look, isRow, ended);
                if (isRow || verdict is not null)
                {
                    samples.Add(look.Sample);
                    show(look.Sample);
                    nextRow += every;
                }

                Progress(WatchLine.Say(elapsed, length, _judge.Tails, look.Sample), length > TimeSpan.Zero ? Math.Min(1, elapsed / length) : 1);
                var left = length - time.GetElapsedTime(started);
                if (verdict is not null || left <= TimeSpan.Zero)
                {
                    return await ResultAsync(verdict ?? "healthy", Breach(look.Sample, Baseline));
                }

                await Task.Delay(Shortest(left, every, _mostBetweenLooks), time, ended);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return await ResultAsync("ended early", "the operator ended the watch");
        }

        async Task<WatchResult> ResultAsync(string verdict, string? reason)
        {
            await NameQueriesAsync();
            return new WatchResult(samples, verdict, reason ?? (_judge.Verdict is null ? null : _judge.Reason), time.GetElapsedTime(started).TotalSeconds) { Findings = _judge.Findings };
        }
    }

    /// <summary>What of a sample ends the watch at once; null when nothing does.</summary>
    internal static string? Breach(WatchSample sample, Baseline? baseline = null)
    {
        if (sample.Database is { } why)
        {
            return $"the database does not answer: {why}";
        }

        if (sample.IsHealthy == false)
        {
            return $"the application is not healthy: {sample.Health}";
        }

        var usual = baseline?.Server.WaitingSessions ?? 0;
        if (sample.WaitingSessions > 2 * usual)
        {
            return $"{sample.WaitingSessions} sessions have waited for a lock for more than 5 s{(usual > 0 ? $", before the migration {usual}" : "")}";
        }

        return sample.Connections >= 0.95 * sample.MaxConnections ? $"{sample.Connections} of {sample.MaxConnections} connections are taken" : null;
    }

    private async Task<string?> JudgeAsync((WatchSample Sample, ServerLook? Server) look, bool isRow, CancellationToken ct)
    {
        if (Breach(look.Sample, Baseline) is not null)
        {
            return "broken";
        }

        if (Baseline is null || look.Server is not { } server)
        {
            return null;
        }

        await RecogniseAsync(Baseline, server, ct);
        _judge.Look(Baseline, server, Prober?.Since(_begun) ?? [], isRow ? await LooksElsewhere(ct) : []);
        return _judge.Verdict?.Severity;
    }

    /// <summary>What is not known again is not compared.</summary>
    private async Task RecogniseAsync(Baseline baseline, ServerLook look, CancellationToken ct)
    {
        try
        {
            await _judge.RecogniseAsync(baseline, look, database, ct);
        }
        catch (Exception e) when (e is NpgsqlException or OperatorException)
        {
            Progress($"the queries' texts cannot be read: {e.Message}", null);
        }
    }

    /// <summary>Without the texts a finding names a query by its number.</summary>
    private async Task NameQueriesAsync()
    {
        try
        {
            await _judge.NameQueriesAsync(database);
        }
        catch (Exception e) when (e is NpgsqlException or OperatorException)
        {
            Progress($"the queries' texts cannot be read: {e.Message}", null);
        }
    }

    private async Task<(WatchSample Sample, ServerLook? Server)> TakeAsync(HealthProbe probe, CancellationToken ct)
    {
        var health = settings.Application.Health is { } url ? await probe.AskAsync(url, ct) : null;
        var sample = new WatchSample(time.GetUtcNow(), health?.IsHealthy, health?.Ms, health?.ToString(), 0, 0, 0, 0, 0, null);
        try
        {
            await using var session = await database.OpenToWatchAsync(ct);
            var look = await ServerLook.TakeAsync(session, time.GetUtcNow(), ct);
            return (sample.With(look.Counters), look);
        }
        catch (Exception e) when (e is NpgsqlException or OperatorException)
        {
            return (sample with { Database = e.Message }, null);
        }
    }

    private static TimeSpan Shortest(params ReadOnlySpan<TimeSpan> times)
    {
        var shortest = times[0];
        foreach (var each in times)
        {
            shortest = each < shortest ? each : shortest;
        }

        return shortest;
    }
}
