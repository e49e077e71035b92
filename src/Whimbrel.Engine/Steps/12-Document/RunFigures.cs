using System.Globalization;

namespace Whimbrel.Engine.Steps.Document;

/// <summary>What of a run can be compared with another: its facts, its steps, its statements.</summary>
internal sealed record RunFigures(ComparedRun Run, IReadOnlyList<(string About, string Value)> Facts, IReadOnlyList<RecordedStep> Steps, IReadOnlyList<RunFigures.Timed> Statements)
{
    private const double Slower = 3;
    private const double WorthNamingMs = 50;

    internal static RunFigures Of(RunRecord run) => new(
        Head(run, isRehearsal: false),
        FactsOf(run),
        run.Steps,
        [.. run.Scripts.SelectMany(s => s.Statements.Select(x => new Timed(s.File, x.Line, x.Summary, 1000 * x.Seconds, x.Rows)))]);

    internal static RunFigures OfRehearsal(RunRecord run) => new(
        Head(run, isRehearsal: true),
        [],
        [],
        [.. run.Rehearsal!.Migrations.SelectMany(m => m.Statements).Select(s => new Timed(s.File, s.Line, s.Summary, s.Ms, s.Rows))]);

    internal static RunDiff Compare(RunFigures first, RunFigures second)
    {
        var statements = Pairs(Numbered(first.Statements, s => (s.File, s.Summary)), Numbered(second.Statements, s => (s.File, s.Summary))).Select(p => CompareStatements(p.First, p.Second)).ToList();
        var rows = statements.Where(s => s.FirstRows is { } a && s.SecondRows is { } b && a != b)
            .Select(s => new ComparedFact($"rows of {s.File}:{s.Line}", Count(s.FirstRows!.Value), Count(s.SecondRows!.Value)));
        return new RunDiff(
            first.Run,
            second.Run,
            [.. Pairs(Numbered(first.Facts, f => f.About), Numbered(second.Facts, f => f.About)).Select(p => new ComparedFact(p.First.About ?? p.Second.About, p.First.Value, p.Second.Value)).Where(f => f.First != f.Second), .. rows],
            [.. Pairs(Numbered(first.Steps, s => s.Name), Numbered(second.Steps, s => s.Name)).Select(p => CompareSteps(p.First, p.Second))],
            statements);
    }

    private static ComparedRun Head(RunRecord run, bool isRehearsal) => new(run.Run, run.Command, run.Status, run.Database.Address, run.Database.ServerVersion, run.StartedAt, isRehearsal);

    private static List<(string About, string Value)> FactsOf(RunRecord run) =>
    [
        ("command", run.Command),
        ("status", run.Status),
        ("server version", run.Database.ServerVersion),
        ("versions", $"{run.PreviousVersion ?? "none"} → {run.NewVersion ?? "none"}"),
        ("downtime", run.Downtime),
        ("whimbrel", run.WhimbrelVersion),
        ("commit", run.Commit ?? "not from git"),
        .. run.Migrations.SelectMany(m => m.Checksums.Select(c => (c.Key, "sha256 " + c.Value))),
        .. run.Analyzed.Select(t => ($"rows in {t.Name}", Count(t.LiveRows))),
    ];

    private static ComparedStep CompareSteps(RecordedStep? first, RecordedStep? second)
    {
        var (a, b) = (Ms(first), Ms(second));
        return new ComparedStep((first ?? second)!.Name, (first ?? second)!.Title, first?.Status, second?.Status, a, b, Ratio(a, b), IsSlower(a, b));
    }

    private static ComparedStatement CompareStatements(Timed? first, Timed? second) => new(
        (second ?? first)!.File,
        (second ?? first)!.Line,
        (second ?? first)!.Summary,
        first?.Ms,
        second?.Ms,
        Ratio(first?.Ms, second?.Ms),
        IsSlower(first?.Ms, second?.Ms),
        first is { Rows: >= 0 } ? first.Rows : null,
        second is { Rows: >= 0 } ? second.Rows : null);

    private static double? Ms(RecordedStep? step) => step is null or { Status: "skipped" or "running" } ? null : 1000 * step.Seconds;

    private static double? Ratio(double? first, double? second) => first > 0 ? second / first : null;

    /// <summary>What lasts a moment wavers: a ratio alone says nothing.</summary>
    private static bool IsSlower(double? first, double? second) => second > Slower * first && second - first > WorthNamingMs;

    private static string Count(long rows) => rows.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>What comes again has a number: the second of a kind is compared with the second.</summary>
    private static List<((TKey Key, int Number) Key, T Item)> Numbered<T, TKey>(IEnumerable<T> items, Func<T, TKey> keyOf)
        where TKey : notnull
    {
        var seen = new Dictionary<TKey, int>();
        return [.. items.Select(item =>
        {
            var key = keyOf(item);
            seen[key] = seen.GetValueOrDefault(key) + 1;
            return ((key, seen[key]), item);
        })];
    }

    /// <summary>In the order of the first; what only the second has comes last.</summary>
    private static IEnumerable<(T? First, T? Second)> Pairs<T, TKey>(List<((TKey Key, int Number) Key, T Item)> first, List<((TKey Key, int Number) Key, T Item)> second)
    {
        var ofSecond = second.ToDictionary(s => s.Key, s => s.Item);
        var keys = first.Select(f => f.Key).ToHashSet();
        return first.Select(f => ((T?)f.Item, ofSecond.GetValueOrDefault(f.Key)))
            .Concat(second.Where(s => !keys.Contains(s.Key)).Select(s => (default(T), (T?)s.Item)));
    }

    /// <summary>A statement and its time.</summary>
    /// <param name="Rows">That it changed, or -1.</param>
    internal sealed record Timed(string File, int Line, string Summary, double Ms, long Rows);
}
