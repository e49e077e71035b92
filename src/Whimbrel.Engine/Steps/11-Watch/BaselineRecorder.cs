using Whimbrel.Engine.Application;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Watch;

/// <summary>Looks at the server window by window, as long as configured; the prober asks the application meanwhile.</summary>
internal sealed class BaselineRecorder(Database database, WatchSettings settings, LatencyProber prober, TimeProvider time)
{
    private const int Windows = 10;

    public async Task<Baseline> RecordAsync(Action<string> progress, CancellationToken ct)
    {
        var begun = time.GetUtcNow();
        var metrics = await Prometheus.AskAllAsync(settings.Prometheus, ct);
        var tally = new QueryTally();
        var first = await LookAsync(ct);
        tally.Add(first.Queries);
        var last = first;
        for (var window = 1; window <= Windows; window++)
        {
            progress($"window {window} of {Windows}");
            await Task.Delay(settings.Baseline / Windows, time, ct);
            last = await LookAsync(ct);
            tally.Add(last.Queries);
        }

        var rates = last.Since(first);
        return new Baseline(begun, rates.Seconds, await WithTextsAsync(Queries(tally, first), ct), last.WithoutQueries, LatencyFigures.Of(prober.Since(begun.AddSeconds(-1))), rates, metrics);
    }

    /// <summary>Those of the windows, and of those that were not called in them the ones that were called often before, by all their calls.</summary>
    private static IReadOnlyList<QueryFigures> Queries(QueryTally tally, ServerLook first)
    {
        var seen = tally.Figures().ToDictionary(q => q.Key);
        var earlier = first.Queries.Where(q => q.Value.Calls >= QueryJudge.CallsOfHistory).Select(q => QueryTally.FiguresOf(q.Key, [q.Value]) with { Windows = 0 }).ToDictionary(q => q.Key);
        var recorded = seen.Values.Select(q => earlier.TryGetValue(q.Key, out var all) ? q.With(all) : q).OrderByDescending(q => q.Calls * q.MeanMs).Take(Baseline.MostQueries).ToList();
        return [.. recorded, .. earlier.Values.Where(q => !seen.ContainsKey(q.Key)).OrderByDescending(q => q.Calls * q.MeanMs).Take(Baseline.MostQueries - recorded.Count)];
    }

    private async Task<IReadOnlyList<QueryFigures>> WithTextsAsync(IReadOnlyList<QueryFigures> queries, CancellationToken ct)
    {
        await using var session = await database.OpenToWatchAsync(ct);
        var texts = await QueryCounters.ReadTextsAsync(session, queries.Select(q => q.Query), ct);
        return [.. queries.Select(q => q with { Text = QuerySuccessors.HashOf(texts.GetValueOrDefault(q.Query)) })];
    }

    private async Task<ServerLook> LookAsync(CancellationToken ct)
    {
        await using var session = await database.OpenToWatchAsync(ct);
        return await ServerLook.TakeAsync(session, time.GetUtcNow(), ct);
    }
}
