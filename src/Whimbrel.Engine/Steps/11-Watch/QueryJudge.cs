using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Watch;

/// <summary>
/// Whether a statement does worse than before the migration. Two kinds of evidence: the blocks that a call touches do not depend on how busy the machine is,
/// its time does. More blocks and more time are a verdict at once; time alone must stand out from what all the others do, and twice in a row.
/// </summary>
internal static class QueryJudge
{
    /// <summary>As many calls before the baseline say what a statement costs that was not called in it.</summary>
    public const int CallsOfHistory = 30;

    /// <summary>Fewer calls than this since the migration say nothing.</summary>
    private const int FewestCalls = 5;

    /// <summary>How many standard errors a time must lie above the baseline; by Cantelli's inequality, whatever the distribution, that is sure to 96 %.</summary>
    private const double Far = 5;

    /// <summary>No baseline is taken to be steadier than this share of itself.</summary>
    private const double Steadiest = 0.1;
    private const double SteadiestMs = 0.05;

    private const double MoreWork = 2;
    private const double MoreBlocks = 10;
    private const double SlowerWithWork = 1.5;

    /// <summary>Of a statement that was hardly seen in the baseline it is not known how much its calls differ.</summary>
    private const int FewWindows = 3;
    private const double MoreWorkUnseen = 10;
    private const double SlowerUnseen = 5;
    private const double SlowerAlone = 3;

    /// <summary>Less than this in a second of all its calls, and in a call, is not felt.</summary>
    private const double FeltMsPerSecond = 2;
    private const double FeltMs = 20;

    /// <param name="seconds">For how long the watch has looked at it.</param>
    /// <param name="newest">How a statement did in the newest look alone.</param>
    public static IReadOnlyList<QueryDifference> Compare(IReadOnlyList<QueryFigures> before, IReadOnlyList<QueryFigures> after, double seconds, Func<QueryKey, QueryFigures?> newest)
    {
        var earlier = before.DistinctBy(q => q.Key).ToDictionary(q => q.Key);
        var pairs = after.Where(a => earlier.ContainsKey(a.Key)).Select(a => (Before: earlier[a.Key], After: a)).ToList();
        var general = GeneralSlowdown(pairs);
        return [.. pairs.Select(p => Compare(p.Before, p.After, general, seconds, newest(p.After.Key))).OfType<QueryDifference>().OrderByDescending(d => d.IsSure).ThenByDescending(d => (d.After.MeanMs - d.Before.MeanMs) * d.After.Calls)];
    }

    /// <summary>By how much all statements together became slower: the middle one of their ratios, at least 1. A busy machine is not the migration's.</summary>
    private static double GeneralSlowdown(IReadOnlyList<(QueryFigures Before, QueryFigures After)> pairs)
    {
        var ratios = pairs.Where(p => p.Before.MeanMs > 0 && p.After.Calls >= FewestCalls).Select(p => p.After.MeanMs / p.Before.MeanMs).Order().ToList();
        // Of two or three statements the middle one may be the very one that is judged.
        return ratios.Count < 4 ? 1 : Math.Max(1, ratios[(ratios.Count - 1) / 2]);
    }

    private static QueryDifference? Compare(QueryFigures before, QueryFigures after, double general, double seconds, QueryFigures? newest)
    {
        var extra = after.MeanMs - before.MeanMs;
        if (after.Calls < FewestCalls || (extra < FeltMs && extra * after.Calls / Math.Max(1, seconds) < FeltMsPerSecond))
        {
            return null;
        }

        var sigmas = extra / Error(before, after);
        if (WorksMore(before, after))
        {
            return new QueryDifference(before, after, IsSure: true, WorksMore: true, Math.Max(Confidence(sigmas), Confidence((after.Blocks - before.Blocks) / BlocksError(before))), general);
        }

        var isSlow = sigmas >= Far && before.Windows >= FewWindows && after.MeanMs >= before.MeanMs * SlowerAlone * general;
        var isStillSlow = isSlow && after.Windows > 1 && newest is { Calls: >= FewestCalls } now && now.MeanMs >= before.MeanMs * SlowerAlone * general;
        return isSlow ? new QueryDifference(before, after, isStillSlow, WorksMore: false, Confidence(sigmas), general) : null;
    }

    /// <summary>Whether a call touches more blocks than before and takes longer for it.</summary>
    private static bool WorksMore(QueryFigures before, QueryFigures after) => before.Windows >= FewWindows
        ? after.Blocks >= (before.Blocks * MoreWork) + MoreBlocks && after.Blocks - before.Blocks > Far * BlocksError(before) && after.MeanMs >= before.MeanMs * SlowerWithWork
        : after.Blocks >= (Math.Max(before.Blocks, before.AllBlocks ?? 0) * MoreWorkUnseen) + (MoreBlocks * MoreBlocks) && after.MeanMs >= Math.Max(before.MeanMs, before.AllMeanMs ?? 0) * SlowerUnseen;

    private static double BlocksError(QueryFigures before) => Math.Max(before.BlocksDeviation, (Steadiest * before.Blocks) + 1);

    /// <summary>The standard error of the difference of the means, with what the machine sways by itself.</summary>
    internal static double Error(QueryFigures before, QueryFigures after)
    {
        var steadiest = (Steadiest * before.MeanMs) + SteadiestMs;
        return Math.Sqrt((Square(before.CallDeviationMs) / before.Calls) + (Square(after.CallDeviationMs) / after.Calls) + Square(before.WindowDeviationMs) + Square(steadiest));
    }

    /// <summary>Cantelli's inequality: at least so sure, whatever the distribution.</summary>
    private static double Confidence(double sigmas) => sigmas <= 0 ? 0 : sigmas * sigmas / (1 + (sigmas * sigmas));

    private static double Square(double value) => value * value;
}

/// <summary>A statement that does worse.</summary>
/// <param name="IsSure">Whether that is a verdict; otherwise it is worth a note.</param>
/// <param name="General">By how much all statements became slower.</param>
internal sealed record QueryDifference(QueryFigures Before, QueryFigures After, bool IsSure, bool WorksMore, double Confidence, double General)
{
    /// <param name="text">How the statement reads; null where it was forgotten.</param>
    public WatchFinding ToFinding(string? text)
    {
        var name = text is null ? $"queryid {Before.Query}" : Short(text);
        var blocks = WorksMore ? $", {Before.Blocks:N0} blocks a call to {After.Blocks:N0}" : ", with as many blocks a call as before: it waits, or the machine is busy";
        var spread = Before.Windows == 0 ? "by all calls since the statistics were reset" : $"the baseline's own spread is {Say(Before.WindowDeviationMs)} between its windows";
        var general = General > 1.2 ? $"; all statements became {General:0.0} × slower" : "";
        return new WatchFinding(
            IsSure ? "degraded" : "note",
            "query",
            name,
            $"{name}: {Say(Before.MeanMs)} a call to {Say(After.MeanMs)}{blocks} ({Before.Calls:N0} calls before, {After.Calls:N0} since; {spread}; sure to {100 * Confidence:0.0} %{general})",
            Before.MeanMs,
            After.MeanMs,
            "ms",
            Confidence);
    }

    private static string Say(double ms) => ms < 1 ? $"{ms:0.00} ms" : ms < 100 ? $"{ms:0.0} ms" : Duration.Say(TimeSpan.FromMilliseconds(ms));

    private static string Short(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > 200 ? line[..200] + "…" : line;
    }
}
