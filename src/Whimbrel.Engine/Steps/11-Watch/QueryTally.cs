using System.Text.Json.Serialization;

namespace Whimbrel.Engine.Steps.Watch;

/// <summary>How a statement did over a stretch of time.</summary>
/// <param name="CallDeviationMs">The standard deviation of one call.</param>
/// <param name="WindowDeviationMs">The standard deviation of the windows' means: how much the machine itself sways.</param>
/// <param name="Blocks">A call.</param>
/// <param name="BlocksDeviation">Of the windows' means.</param>
/// <param name="Windows">In how many it was called; none where only its calls before them are known.</param>
public sealed record QueryFigures(long User, long Query, long Calls, double MeanMs, double CallDeviationMs, double WindowDeviationMs, double Blocks, double BlocksDeviation, int Windows)
{
    /// <summary>Of all calls before the first window, in milliseconds; null where there were too few.</summary>
    public double? AllMeanMs { get; init; }

    /// <summary>The same in blocks.</summary>
    public double? AllBlocks { get; init; }

    /// <summary>A hash of its text, by which it is known again where its tables were replaced: queryid is made of their oids. Null where that was not read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    internal QueryKey Key => new(User, Query);

    /// <summary>With what is known of earlier calls: one call differs from the others at least as much as they did.</summary>
    internal QueryFigures With(QueryFigures all) => this with { AllMeanMs = all.MeanMs, AllBlocks = all.Blocks, CallDeviationMs = Math.Max(CallDeviationMs, all.CallDeviationMs) };
}

/// <summary>Adds up what came between looks at pg_stat_statements: never totals since the last reset.</summary>
/// <param name="keeps">How many windows of a statement are kept where its newest ones have calls enough.</param>
internal sealed class QueryTally(int keeps = int.MaxValue)
{
    /// <summary>As many calls say how a statement does now; with fewer, older windows are added to them.</summary>
    private const int EnoughCalls = 30;

    private readonly Dictionary<QueryKey, List<QueryCount>> _windows = [];
    private IReadOnlyDictionary<QueryKey, QueryCount>? _last;

    /// <summary>How many windows there were.</summary>
    public int Windows { get; private set; }

    /// <summary>The first look begins the first window; each further one ends one. A statement that was not there before begins with it.</summary>
    public void Add(IReadOnlyDictionary<QueryKey, QueryCount> counts)
    {
        var (last, isFirst) = (_last, _last is null);
        _last = counts;
        if (isFirst)
        {
            return;
        }

        Windows++;
        foreach (var (key, count) in counts)
        {
            var between = count.Since(last!.GetValueOrDefault(key));
            if (between.Calls > 0)
            {
                Keep(key, between);
            }
        }
    }

    /// <summary>How each did that was called at all, over all windows that are kept.</summary>
    public IReadOnlyList<QueryFigures> Figures() => [.. _windows.Select(w => FiguresOf(w.Key, w.Value))];

    /// <summary>How a statement did in its newest window alone.</summary>
    public QueryFigures? Newest(QueryKey key) => _windows.TryGetValue(key, out var windows) ? FiguresOf(key, windows[^1..]) : null;

    internal static QueryFigures FiguresOf(QueryKey key, IReadOnlyList<QueryCount> windows)
    {
        var all = windows.Aggregate((a, b) => a + b);
        var (mean, blocks) = (all.Ms / all.Calls, all.Blocks / all.Calls);
        return new QueryFigures(
            key.User,
            key.Query,
            all.Calls,
            mean,
            Math.Sqrt(Math.Max(0, (all.SquaredMs / all.Calls) - (mean * mean))),
            Deviation(windows, w => w.Ms / w.Calls, mean),
            blocks,
            Deviation(windows, w => w.Blocks / w.Calls, blocks),
            windows.Count);
    }

    /// <summary>Each window counts by its calls; of one window alone nothing is known.</summary>
    private static double Deviation(IReadOnlyList<QueryCount> windows, Func<QueryCount, double> of, double mean)
    {
        if (windows.Count < 2)
        {
            return 0;
        }

        var squares = windows.Sum(w => w.Calls * Math.Pow(of(w) - mean, 2)) / windows.Sum(w => w.Calls);
        return Math.Sqrt(squares * windows.Count / (windows.Count - 1));
    }

    private void Keep(QueryKey key, QueryCount window)
    {
        if (!_windows.TryGetValue(key, out var windows))
        {
            _windows[key] = windows = [];
        }

        windows.Add(window);
        while (windows.Count > keeps && windows.Skip(1).Sum(w => w.Calls) >= EnoughCalls)
        {
            windows.RemoveAt(0);
        }
    }
}
