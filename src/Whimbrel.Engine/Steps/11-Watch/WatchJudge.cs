using Whimbrel.Engine.Application;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Steps.Watch;

/// <summary>Compares look by look with the baseline, and keeps what was found.</summary>
internal sealed class WatchJudge
{
    /// <summary>Five minutes of looks: what was slow right behind the migration does not hide what is slow now, and the other way round.</summary>
    private const int WindowsKept = 30;
    private const int TailsShown = 30;
    private static readonly TimeSpan _answersJudged = TimeSpan.FromSeconds(10);

    private readonly QuerySuccessors _successors = new();
    private readonly QueryTally _queries = new(WindowsKept);
    private readonly Dictionary<(string About, string Name), WatchFinding> _found = [];
    private readonly List<double?> _tails = [];
    private HashSet<(string About, string Name)> _suspects = [];
    private readonly Dictionary<QueryKey, QueryDifference> _differences = [];
    private IReadOnlyDictionary<long, string> _texts = new Dictionary<long, string>();
    private ServerLook? _first;
    private ServerLook? _last;

    /// <summary>What was found, the worst first.</summary>
    public IReadOnlyList<WatchFinding> Findings => [.. _found.Values.Concat(_differences.Values.Select(d => d.ToFinding(_texts.GetValueOrDefault(d.After.Query)))).OrderBy(f => Rank(f.Severity))];

    /// <summary>The finding that ends the watch; null when none does.</summary>
    public WatchFinding? Verdict => Findings is [{ Severity: not "note" } worst, ..] ? worst : null;

    /// <summary>The slowest address's p95 at each look, in milliseconds; the newest ones.</summary>
    public IReadOnlyList<double?> Tails => _tails;

    /// <summary>Looks which of the statements are the baseline's by another queryid; before <see cref="Look"/>.</summary>
    public Task RecogniseAsync(Baseline baseline, ServerLook look, Database database, CancellationToken ct) =>
        _first is { } first ? _successors.LookAsync(baseline, first, look, database, ct) : Task.CompletedTask;

    /// <param name="answers">Of the time since the watch began.</param>
    public void Look(Baseline baseline, ServerLook look, IReadOnlyList<LatencySecond> answers, IEnumerable<WatchFinding> elsewhere)
    {
        _queries.Add(look.Queries);
        var found = elsewhere.ToList();
        var newest = answers.Where(s => s.At >= look.At - _answersJudged).ToList();
        var latencies = LatencyFigures.Of(newest);
        AddTail(latencies);
        found.AddRange(ServerJudge.CompareLatencies(baseline.Latencies, latencies, newest.Select(s => s.At).Distinct().Count()));
        if (_first is { } first && _last is { } last)
        {
            found.AddRange(ServerJudge.CompareServers(baseline.Server, look.Since(last), look.WithoutQueries is null));
            var figures = _queries.Figures();
            foreach (var difference in QueryJudge.Compare(_successors.Before(baseline.Queries, figures), figures, (look.At - first.At).TotalSeconds, _queries.Newest))
            {
                _differences[difference.After.Key] = difference;
            }
        }

        (_first, _last) = (_first ?? look, look);
        Keep(found);
    }

    /// <summary>The worst findings, in words.</summary>
    public string Reason
    {
        get
        {
            var bad = Findings.Where(f => f.Severity != "note").Select(f => f.Message).ToList();
            return string.Join("; ", bad.Take(3)) + (bad.Count > 3 ? $"; and {bad.Count - 3} more" : "");
        }
    }

    /// <summary>Puts the texts of the queries into the findings.</summary>
    public async Task NameQueriesAsync(Database database)
    {
        if (_differences.Count > 0)
        {
            await using var session = await database.OpenToWatchAsync(CancellationToken.None);
            _texts = await QueryCounters.ReadTextsAsync(session, _differences.Keys.Select(k => k.Query), CancellationToken.None);
        }
    }

    /// <summary>What a look finds bad is a note until the next one finds it too.</summary>
    private void Keep(List<WatchFinding> found)
    {
        foreach (var finding in found)
        {
            var key = (finding.About, finding.Name);
            var isSure = finding.Severity == "note" || _suspects.Contains(key);
            _found[key] = isSure ? finding : finding with { Severity = "note", Message = finding.Message + " (once)" };
        }

        _suspects = [.. found.Where(f => f.Severity != "note").Select(f => (f.About, f.Name))];
    }

    private void AddTail(IReadOnlyList<LatencyFigures> latencies)
    {
        _tails.Add(latencies.Max(l => l.P95Ms));
        if (_tails.Count > TailsShown)
        {
            _tails.RemoveAt(0);
        }
    }

    private static int Rank(string severity) => severity switch { "broken" => 0, "degraded" => 1, _ => 2 };
}
