using Npgsql;
using Whimbrel.Sql;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Engine.PostgresTests.Locks;

/// <summary>The relations of a database at one moment, by oid: a statement may rename or drop them.</summary>
/// <param name="File">pg_class.relfilenode, which a rewrite changes.</param>
/// <param name="RowsRead">By sequential scans of this session, as far as they are counted.</param>
/// <param name="Table">The table of an index; else the relation itself.</param>
internal sealed record RelationState(long Oid, RelationName Name, string Kind, long File, long RowsRead, long Table)
{
    private const string Query = """
        SELECT c.oid::bigint, n.nspname::text, c.relname::text, c.relkind::text, c.relfilenode::bigint,
               coalesce(pg_stat_get_xact_tuples_returned(c.oid), 0), coalesce(i.indrelid, c.oid)::bigint
          FROM pg_class c
          JOIN pg_namespace n ON n.oid = c.relnamespace
          LEFT JOIN pg_index i ON i.indexrelid = c.oid
         WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
        """;

    internal static async Task<IReadOnlyDictionary<long, RelationState>> ReadAsync(NpgsqlConnection connection)
    {
        var states = new Dictionary<long, RelationState>();
        await using var command = new NpgsqlCommand(Query, connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var state = new RelationState(reader.GetInt64(0), new RelationName(reader.GetString(1), reader.GetString(2)), reader.GetString(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6));
            states.Add(state.Oid, state);
        }

        return states;
    }

    /// <summary>The locks that a backend holds or waits for, the strongest on each relation.</summary>
    internal static async Task<Dictionary<long, LockMode>> ReadLocksAsync(NpgsqlConnection connection, int pid)
    {
        var locks = new Dictionary<long, LockMode>();
        await using var command = new NpgsqlCommand("SELECT relation::bigint, mode FROM pg_locks WHERE pid = $1 AND locktype = 'relation'", connection) { Parameters = { new() { Value = pid } } };
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var mode = Enum.Parse<LockMode>(reader.GetString(1)[..^"Lock".Length]);
            var oid = reader.GetInt64(0);
            locks[oid] = (LockMode)Math.Max((int)mode, (int)locks.GetValueOrDefault(oid));
        }

        return locks;
    }

    internal static async Task<bool> IsEmptyAsync(NpgsqlConnection connection, long relation)
    {
        await using var command = new NpgsqlCommand("SELECT pg_relation_size($1::oid::regclass) = 0", connection) { Parameters = { new() { Value = relation } } };
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
