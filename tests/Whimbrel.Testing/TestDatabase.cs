using System.Globalization;
using System.Text;
using Npgsql;

namespace Whimbrel.Testing;

/// <summary>One test's own database.</summary>
public sealed class TestDatabase(PostgresServer server, string name)
{
    public PostgresServer Server => server;

    public string Name => name;

    /// <summary>The URL without the password, which goes into a file.</summary>
    public string Url => $"postgresql://{PostgresServer.Role}@127.0.0.1:{server.Port.ToString(CultureInfo.InvariantCulture)}/{Uri.EscapeDataString(name)}";

    public Task<NpgsqlConnection> OpenAsync() => server.OpenAsync(name, PostgresServer.Role, PostgresServer.RolePassword);

    /// <summary>As another user, whose password is its name.</summary>
    public Task<NpgsqlConnection> OpenAsAsync(string user) => server.OpenAsync(name, user, user);

    /// <summary>Runs statements as the role that owns the database.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        var value = await command.ExecuteScalarAsync();
        return value is null or DBNull ? default : (T)Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), CultureInfo.InvariantCulture);
    }

    /// <summary>Every row as text, columns joined by <c>|</c>.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    public async Task<bool> HasTableAsync(string table) => await ScalarAsync<bool>($"SELECT to_regclass('{table}') IS NOT NULL");

    /// <summary>Schema and rows as text, to compare two states: columns, constraints, indexes, and every row of every table but Whimbrel's own.</summary>
    public async Task<string> FingerprintAsync()
    {
        var text = new StringBuilder();
        foreach (var query in _fingerprint)
        {
            text.AppendJoin('\n', await RowsAsync(query)).Append('\n');
        }

        foreach (var table in await RowsAsync("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'whimbrel') ORDER BY 1"))
        {
            // applied_at and created_at tell when, which two runs never share.
            text.Append(table).Append(": ").AppendJoin('\n', await RowsAsync($"SELECT count(*), md5(string_agg((to_jsonb(t) - 'applied_at' - 'created_at' - 'updated_at')::text, ',' ORDER BY (to_jsonb(t) - 'applied_at' - 'created_at' - 'updated_at')::text)) FROM {table} t")).Append('\n');
        }

        return text.ToString();
    }

    private static readonly string[] _fingerprint =
    [
        "SELECT n.nspname::text, c.relname::text, c.relkind::text, a.attnum, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull, coalesce(pg_get_expr(d.adbin, d.adrelid), '') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%' ORDER BY 1, 2, 4",
        "SELECT n.nspname::text, conrelid::regclass::text, conname::text, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2, 3",
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%' ORDER BY 1",
    ];
}
