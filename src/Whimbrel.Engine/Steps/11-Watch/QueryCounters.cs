using System.Runtime.InteropServices;
using Npgsql;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Schema;

namespace Whimbrel.Engine.Steps.Watch;

/// <summary>A statement of one user, as pg_stat_statements tells them apart.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct QueryKey(long User, long Query);

/// <summary>What is counted of a statement: since the server counts, or within a stretch of time.</summary>
/// <param name="Ms">Of all calls together.</param>
/// <param name="SquaredMs">The sum of the squares of each call's milliseconds.</param>
/// <param name="Blocks">Found in memory, read, or written to temporary files.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct QueryCount(long Calls, double Ms, double SquaredMs, double Blocks)
{
    public static QueryCount operator +(QueryCount a, QueryCount b) => new(a.Calls + b.Calls, a.Ms + b.Ms, a.SquaredMs + b.SquaredMs, a.Blocks + b.Blocks);

    /// <summary>What came between two looks; nothing where the counting began anew in between.</summary>
    public QueryCount Since(QueryCount earlier) => earlier.Calls > Calls
        ? default
        : new(Calls - earlier.Calls, Math.Max(0, Ms - earlier.Ms), Math.Max(0, SquaredMs - earlier.SquaredMs), Math.Max(0, Blocks - earlier.Blocks));
}

/// <summary>Reads pg_stat_statements, without the texts.</summary>
internal static class QueryCounters
{
    /// <returns>The counts; where they cannot be read, none and why.</returns>
    public static async Task<(IReadOnlyDictionary<QueryKey, QueryCount> Counts, string? WhyNot)> ReadAsync(Session session, CancellationToken ct)
    {
        var (rows, whyNot) = await AskAsync(session, "query_counters", Read, ct);
        return (rows.ToDictionary(), whyNot);
    }

    /// <summary>How statements read; those that were forgotten meanwhile are missing.</summary>
    public static async Task<IReadOnlyDictionary<long, string>> ReadTextsAsync(Session session, IEnumerable<long> queries, CancellationToken ct)
    {
        var (rows, _) = await AskAsync(session, "query_texts", row => (Query: row.Number("Query"), Text: row.Text("Text")), ct, queries.Distinct().ToArray());
        return rows.ToDictionary(r => r.Query, r => r.Text);
    }

    private static KeyValuePair<QueryKey, QueryCount> Read(Row row)
    {
        var (calls, ms, deviation) = (row.Number("Calls"), row.Real("Ms"), row.Real("DeviationMs"));
        var mean = calls == 0 ? 0 : ms / calls;
        return KeyValuePair.Create(new QueryKey(row.Number("User"), row.Number("Query")), new QueryCount(calls, ms, calls * ((deviation * deviation) + (mean * mean)), row.Real("Blocks")));
    }

    private static async Task<(IReadOnlyList<T> Rows, string? WhyNot)> AskAsync<T>(Session session, string query, Func<Row, T> read, CancellationToken ct, params object?[] values)
    {
        var (place, whyNot) = await RecordedQueries.FindAsync(session, ct);
        if (place is null)
        {
            return ([], whyNot);
        }

        await session.ExecuteAsync("BEGIN READ ONLY", ct);
        try
        {
            await session.ExecuteAsync("SELECT set_config('search_path', $1, true)", ct, Identifier.Quote(place));
            var rows = await session.QueryAsync(query, read, ct, values);
            await session.ExecuteAsync("COMMIT", ct);
            return (rows, null);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            await session.RollBackAsync();
            return ([], $"pg_stat_statements cannot be read: {e.MessageText}");
        }
    }
}
