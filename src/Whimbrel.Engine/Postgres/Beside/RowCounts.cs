using Npgsql;

namespace Whimbrel.Engine.Postgres.Beside;

/// <summary>How many rows tables have, counted.</summary>
internal static class RowCounts
{
    private const int TablesAtOnce = 20;

    /// <param name="tables">Quoted, with their schemas.</param>
    internal static async Task<IReadOnlyDictionary<string, long>> ReadAsync(Session session, IEnumerable<string> tables, CancellationToken ct)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var some in tables.Chunk(TablesAtOnce))
        {
            var text = string.Join("\nUNION ALL\n", some.Select((table, i) => $"SELECT {i} AS \"Place\", count(*) AS \"Count\" FROM ONLY {table}"));
            foreach (var (place, count) in await session.ReadAsync(text, row => ((int)row.Number("Place"), row.Number("Count")), ct))
            {
                counts[some[place]] = count;
            }
        }

        return counts;
    }

    /// <summary>The same within a time; what could not be counted is not in the answer.</summary>
    internal static async Task<IReadOnlyDictionary<string, long>> ReadWithinAsync(Session session, IEnumerable<string> tables, TimeSpan limit, CancellationToken ct)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        foreach (var table in tables)
        {
            var left = limit - clock.Elapsed;
            if (left <= TimeSpan.Zero)
            {
                break;
            }

            try
            {
                await session.ExecuteAsync("SELECT set_config('statement_timeout', $1, false)", ct, $"{Math.Max(1, (long)left.TotalMilliseconds)}ms");
                counts[table] = (await session.ReadAsync($"SELECT count(*) AS \"Count\" FROM ONLY {table}", row => row.Number("Count"), ct))[0];
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.QueryCanceled or ServerErrors.LockNotAvailable)
            {
                break;
            }
        }

        return counts;
    }
}
