using Npgsql;
using Whimbrel.Engine.Migrations;
using Whimbrel.Sql;

namespace Whimbrel.Engine.PostgresTests.Fixes;

/// <summary>What a transaction held and did just before its commit.</summary>
/// <param name="Mode">A lock that keeps others from writing.</param>
/// <param name="RowsRead">By sequential scans of the table.</param>
internal sealed record MeasuredLock(string File, string Relation, string Mode, long RowsRead, bool IsRewritten);

/// <summary>Runs a script as the runner would, part by part, and measures the locks of each transaction.</summary>
internal static class MeasuredScript
{
    private const string Locks = """
        SELECT c.oid::regclass::text, l.mode,
               coalesce((SELECT s.seq_tup_read FROM pg_stat_xact_all_tables s WHERE s.relid = c.oid), 0),
               c.relfilenode <> coalesce((SELECT f.node FROM nodes f WHERE f.oid = c.oid), c.relfilenode)
        FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
        WHERE l.pid = pg_backend_pid() AND c.relkind = 'r' AND c.oid IN (SELECT oid FROM nodes)
          AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
        """;

    public static async Task<IReadOnlyList<MeasuredLock>> RunAsync(TestDatabase database, Script script)
    {
        var measured = new List<MeasuredLock>();
        var settings = new List<string>();
        foreach (var part in ScriptPart.Of(script))
        {
            // A session of its own: the counters of rows read go on from one transaction to the next.
            await using var connection = await database.OpenAsync();
            foreach (var setting in settings)
            {
                await ExecuteAsync(connection, setting);
            }

            settings.AddRange(part.Statements.Where(s => s.Kind == "VariableSetStmt" && !s.Text.Contains("LOCAL", StringComparison.Ordinal)).Select(s => s.Text));
            if (part.IsTransaction || part.IsBatched)
            {
                await ExecuteAsync(connection, "CREATE TEMP TABLE nodes AS SELECT oid, relfilenode AS node FROM pg_class WHERE relkind = 'r' AND relnamespace::regnamespace::text NOT LIKE 'pg_%'");
                await ExecuteAsync(connection, "BEGIN");
                await SendAsync(connection, part);
                measured.AddRange(await ReadAsync(connection, Path.GetFileName(script.Path)));
                await ExecuteAsync(connection, "COMMIT");
            }
            else
            {
                part.Statements.ShouldAllBe(s => s.Text.Contains("CONCURRENTLY", StringComparison.Ordinal));
                await SendAsync(connection, part);
            }
        }

        return measured;
    }

    private static async Task SendAsync(NpgsqlConnection connection, ScriptPart part)
    {
        foreach (var statement in part.Statements)
        {
            await ExecuteAsync(connection, statement.Text);
        }
    }

    private static async Task<List<MeasuredLock>> ReadAsync(NpgsqlConnection connection, string file)
    {
        await using var command = new NpgsqlCommand(Locks.Replace("nodes", "pg_temp.nodes", StringComparison.Ordinal), connection);
        await using var reader = await command.ExecuteReaderAsync();
        var locks = new List<MeasuredLock>();
        while (await reader.ReadAsync())
        {
            locks.Add(new MeasuredLock(file, reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetBoolean(3)));
        }

        return locks;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
