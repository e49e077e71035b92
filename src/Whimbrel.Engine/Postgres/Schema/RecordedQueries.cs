using Npgsql;
using Whimbrel.Sql.Queries;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Engine.Postgres.Schema;

/// <summary>The queries that pg_stat_statements has counted in this database.</summary>
public static class RecordedQueries
{
    /// <summary>What they use; where nothing can be read, why.</summary>
    public static async Task<QueryUses> ReadAsync(Session session, DatabaseSchema schema, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(session);
        var (place, whyNot) = await FindAsync(session, ct);
        return place is null ? QueryUses.Without(whyNot!) : await ReadFromAsync(session, place, schema, ct);
    }

    /// <summary>The schema in which pg_stat_statements stands and counts; else why it cannot be read.</summary>
    internal static async Task<(string? Schema, string? WhyNot)> FindAsync(Session session, CancellationToken ct)
    {
        var found = await session.QueryAsync("statement_statistics", row => (Schema: row.Text("Schema"), MayUseSchema: row.Claim("MayUseSchema"), IsCurrent: row.Claim("IsCurrent"), Track: row.Text("Track")), ct);
        if (found is not [var place])
        {
            return (null, "the extension pg_stat_statements is not in this database");
        }

        return place switch
        {
            { MayUseSchema: false } => (null, $"our user may not use the schema {place.Schema}, in which pg_stat_statements stands"),
            { Track: "not loaded" } => (null, "pg_stat_statements is not in shared_preload_libraries"),
            { Track: "none" } => (null, "pg_stat_statements.track is none"),
            { IsCurrent: false } => (null, "pg_stat_statements is older than its server: ALTER EXTENSION pg_stat_statements UPDATE"),
            _ => (place.Schema, null),
        };
    }

    private static async Task<QueryUses> ReadFromAsync(Session session, string place, DatabaseSchema schema, CancellationToken ct)
    {
        await session.ExecuteAsync("BEGIN READ ONLY", ct);
        try
        {
            await session.ExecuteAsync("SELECT set_config('search_path', $1, true)", ct, Identifier.Quote(place));
            var rows = await session.QueryAsync("recorded_queries", ReadRow, ct);
            await session.ExecuteAsync("COMMIT", ct);
            return QueryUses.Of(rows.Where(r => !r.IsHidden).Select(r => r.Query), schema, (int)rows.Where(r => r.IsHidden).Sum(r => r.Entries));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            await session.RollBackAsync();
            return QueryUses.Without($"pg_stat_statements cannot be read: {e.MessageText}");
        }
    }

    private static (RecordedQuery Query, bool IsHidden, long Entries) ReadRow(Row row) =>
        (new RecordedQuery(row.Text("Query"), row.Number("Calls"), row.OptionalReal("CallsPerMinute")), row.Claim("IsHidden"), row.Number("Entries"));
}
