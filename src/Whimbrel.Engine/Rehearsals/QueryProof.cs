using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>Whether the application's queries still work on the migrated copy, and whether their plans are as good.</summary>
internal sealed class QueryProof
{
    /// <summary>The planner's estimates waver: a plan is worse when it costs twice as much, and when that is worth a thought.</summary>
    private const double WorseRatio = 2;
    private const double WorthNaming = 1000;

    private readonly IReadOnlyList<ApplicationQuery> _recorded;
    private readonly IReadOnlyList<QueryLook> _before;
    private readonly IReadOnlyList<ApplicationQuery> _ofNewVersion;
    private readonly Func<string?, Task<Database>> _connectAs;
    private readonly string? _whyNot;

    private QueryProof(IReadOnlyList<ApplicationQuery> recorded, IReadOnlyList<QueryLook> before, IReadOnlyList<ApplicationQuery> ofNewVersion, Func<string?, Task<Database>> connectAs, string? whyNot) =>
        (_recorded, _before, _ofNewVersion, _connectAs, _whyNot) = (recorded, before, ofNewVersion, connectAs, whyNot);

    /// <summary>Before the migration: which of production's queries the copy understands, and how it plans them.</summary>
    internal static async Task<QueryProof> BeginAsync(Database production, string? file, RestoredCopy copy, CancellationToken ct)
    {
        var ofNewVersion = file is null ? [] : ApplicationQuery.ReadFile(file);
        await using var session = await production.OpenAsync(ct);
        var (recorded, whyNot) = await ApplicationQuery.ReadAsync(session, ct);
        return new QueryProof(recorded, await QueryLook.AtAsync(recorded, copy.ConnectAsAsync, ct), ofNewVersion, copy.ConnectAsAsync, whyNot);
    }

    /// <summary>Behind the migration: the same again.</summary>
    internal async Task<RehearsedQueries> EndAsync(Session asSuperuser, CancellationToken ct)
    {
        if (_recorded.Count > 0)
        {
            await asSuperuser.ExecuteAsync("ANALYZE", ct);
        }

        var large = (await asSuperuser.QueryAsync("large_tables", row => row.Text("Name"), ct)).ToHashSet(StringComparer.Ordinal);
        var after = await QueryLook.AtAsync(_recorded, _connectAs, ct);
        var looks = _recorded.Select((query, i) => (Query: query, Before: _before[i], After: after[i])).Where(l => l.Before.Why is null).ToList();
        var ofNew = (await QueryLook.AtAsync(_ofNewVersion, _connectAs, ct)).Zip(_ofNewVersion).ToList();
        return new RehearsedQueries(
            looks.Count + ofNew.Count,
            [
                .. looks.Select(l => Broken(l.Query, l.Before, l.After)).OfType<BrokenQuery>(),
                .. ofNew.Where(n => n.First.Why is not null).Select(n => new BrokenQuery(n.Second.Text, null, Fails: true, n.First.Why!)),
            ],
            [.. looks.Where(l => l.After.Why is null).Select(l => Slower(l.Query, l.Before, l.After, large)).OfType<SlowerQuery>()],
            Unchecked(looks.Count));
    }

    private static BrokenQuery? Broken(ApplicationQuery query, QueryLook before, QueryLook after) => after switch
    {
        { Why: { } why } => new BrokenQuery(query.Text, query.CallsPerMinute, Fails: true, why),
        _ when !after.Columns.SequenceEqual(before.Columns, StringComparer.Ordinal) => new BrokenQuery(query.Text, query.CallsPerMinute, Fails: false, Changed(before.Columns, after.Columns)),
        _ => null,
    };

    private static string Changed(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        static string Names(IEnumerable<string> columns) => string.Join(", ", columns.Select(c => c[..c.LastIndexOf(' ')]));
        var (gone, come) = (before.Except(after, StringComparer.Ordinal).ToList(), after.Except(before, StringComparer.Ordinal).ToList());
        return (Names(gone), Names(come)) switch
        {
            ("", "") => "its columns come in another order",
            ("", var more) => $"it also gives {more}",
            (var less, "") => $"it no longer gives {less}",
            (var less, var more) when less == more => $"another type: {less}",
            (var less, var more) => $"it gives {more} instead of {less}",
        };
    }

    private static SlowerQuery? Slower(ApplicationQuery query, QueryLook before, QueryLook after, HashSet<string> large)
    {
        var scanned = after.Scanned.Except(before.Scanned, StringComparer.Ordinal).Where(large.Contains).ToList();
        var why = scanned.Count > 0 ? $"it now reads all of {string.Join(", ", scanned)}"
            : after.Cost > before.Cost * WorseRatio && after.Cost - before.Cost > WorthNaming ? "its cost has grown"
            : null;
        return why is null ? null : new SlowerQuery(query.Text, query.CallsPerMinute, before.Cost, after.Cost, FormattableString.Invariant($"{why}, cost {before.Cost:0} before and {after.Cost:0} after"));
    }

    private string? Unchecked(int checkedOnes) => _whyNot
        ?? (_recorded.Count == checkedOnes ? null : $"{_recorded.Count - checkedOnes} of {_recorded.Count} recorded statements could not be prepared on the copy before the migration either: commands that are no queries, and tables or settings that only a session has");
}
