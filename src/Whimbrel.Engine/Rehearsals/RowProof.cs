using System.Diagnostics;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>
/// Whether the rows of every table are as they were. Sums over all rows take as long as to read them: they are made before for the tables that the scripts name
/// (of a small database: for all), and behind for those that somebody changed. A table that changed without having been named is told.
/// </summary>
internal sealed class RowProof
{
    /// <summary>A second or so.</summary>
    private const long Small = 64L << 20;

    /// <summary>A round trip less for each of them.</summary>
    private const int TablesAtOnce = 50;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly IReadOnlyDictionary<string, string> _states;
    private readonly IReadOnlyDictionary<string, TableRows> _rows;
    private readonly Func<TableState, bool> _isOurs;

    private RowProof(IReadOnlyDictionary<string, string> states, IReadOnlyDictionary<string, TableRows> rows, Func<TableState, bool> isOurs) => (_states, _rows, _isOurs) = (states, rows, isOurs);

    /// <summary>Before the first script.</summary>
    internal static async Task<RowProof> BeginAsync(Session session, Run run, CancellationToken ct)
    {
        await AloneAsync(session, ct);
        var version = run.VersionTable.Name;
        bool IsOurs(TableState t) => t.Table == version.Name && (version.Schema is null || t.Schema == version.Schema);
        var tables = (await StatesAsync(session, ct)).Where(t => !IsOurs(t)).ToList();
        var named = run.Migrations.SelectMany(m => m.Scripts).SelectMany(s => s.Statements).SelectMany(s => s.Relations).ToHashSet();
        var isSmall = tables.Sum(t => t.Bytes) < Small;
        var compared = tables.Where(t => isSmall || named.Contains(new Sql.RelationName(null, t.Table)) || named.Contains(new Sql.RelationName(t.Schema, t.Table)));
        return new RowProof(States(tables), await SumAsync(session, compared.Select(t => t.Name), ct), IsOurs);
    }

    /// <summary>Behind the last rollback: what is different, in words.</summary>
    internal async Task<IReadOnlyList<string>> DifferencesAsync(Session session, CancellationToken ct)
    {
        await AloneAsync(session, ct);
        var now = (await StatesAsync(session, ct)).Where(t => !_isOurs(t)).ToList();
        var changed = now.Where(t => _states.TryGetValue(t.Name, out var before) && before != t.State).Select(t => t.Name).ToList();
        var sums = await SumAsync(session, changed.Where(_rows.ContainsKey), ct);
        var nothing = new Dictionary<string, string>(StringComparer.Ordinal);
        return
        [
            .. new Fingerprint(nothing, _rows).DifferencesTo(new Fingerprint(nothing, sums)),
            .. changed.Where(t => !_rows.ContainsKey(t)).Select(t => $"rows of {t} were written, and could not be compared: no script names that table"),
        ];
    }

    /// <summary>A backend tells of its last changes when it ends.</summary>
    private static async Task AloneAsync(Session session, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        while (await session.QuerySingleAsync("other_backends", row => row.Number("Count"), ct) > 0 && clock.Elapsed < _patience)
        {
            await Task.Delay(20, ct);
        }
    }

    private static Dictionary<string, string> States(IEnumerable<TableState> tables) => tables.ToDictionary(t => t.Name, t => t.State, StringComparer.Ordinal);

    private static Task<IReadOnlyList<TableState>> StatesAsync(Session session, CancellationToken ct) =>
        session.QueryAsync("table_states", row => new TableState(row.Text("Name"), row.Text("Schema"), row.Text("Table"), row.Number("Bytes"), row.Text("State")), ct);

    private static async Task<IReadOnlyDictionary<string, TableRows>> SumAsync(Session session, IEnumerable<string> tables, CancellationToken ct)
    {
        var rows = new SortedDictionary<string, TableRows>(StringComparer.Ordinal);
        foreach (var some in tables.Chunk(TablesAtOnce))
        {
            var text = string.Join("\nUNION ALL\n", some.Select((table, i) => $"SELECT {i} AS \"Place\", count(*) AS \"Count\", coalesce(sum(hashtextextended(ROW(whimbrel_row.*)::text, 0)::numeric), 0)::text AS \"Sum\" FROM ONLY {table} whimbrel_row"));
            foreach (var (place, of) in await session.ReadAsync(text, row => ((int)row.Number("Place"), new TableRows(row.Number("Count"), row.Text("Sum"))), ct))
            {
                rows[some[place]] = of;
            }
        }

        return rows;
    }

    private sealed record TableState(string Name, string Schema, string Table, long Bytes, string State);
}
