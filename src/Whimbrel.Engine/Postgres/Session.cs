using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Postgres;

/// <summary>One connection to the database: its backend, bounded waits, and queries read by name.</summary>
public sealed class Session : IAsyncDisposable
{
    // pg_type.oid of boolean, the same on every server.
    private const uint BooleanOid = 16;

    private readonly NpgsqlConnection _connection;

    /// <param name="commandSeconds">How long our side waits for an answer; 0 for scripts, whose statements may take their time.</param>
    internal Session(NpgsqlConnection connection, int commandSeconds)
    {
        (_connection, CommandSeconds, ProcessId) = (connection, commandSeconds, connection.ProcessID);
        _connection.Notice += (_, e) => OnNotice?.Invoke(e.Notice);
    }

    /// <summary>What psql's variables say of a connection, by their names.</summary>
    public IReadOnlyDictionary<string, string> PsqlVariables => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DBNAME"] = _connection.Database,
        ["USER"] = _connection.UserName ?? "",
        ["HOST"] = _connection.Host ?? "",
        ["PORT"] = _connection.Port.ToString(CultureInfo.InvariantCulture),
        ["ENCODING"] = "UTF8",
        ["SERVER_VERSION_NAME"] = _connection.PostgreSqlVersion.ToString(),
        ["SERVER_VERSION_NUM"] = ((_connection.PostgreSqlVersion.Major * 10_000) + _connection.PostgreSqlVersion.Minor).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Called for RAISE NOTICE and the server's warnings.</summary>
    public Action<PostgresNotice>? OnNotice { get; set; }

    /// <summary>The process id of its backend; the one that came with the connection, unless that is a pooler's.</summary>
    public int ProcessId { get; internal set; }

    public int ServerMajor => _connection.PostgreSqlVersion.Major;

    /// <summary>Relations that were seen to be there by any session of the database.</summary>
    internal ConcurrentDictionary<string, bool> Seen { get; init; } = new(StringComparer.Ordinal);

    /// <summary>How long our side waits for an answer.</summary>
    internal int CommandSeconds { get; set; }

    /// <summary>Where it goes when it is disposed of; null to be closed.</summary>
    internal Func<Session, ValueTask>? GoesBackTo { get; set; }

    public bool IsOpen => _connection.FullState == System.Data.ConnectionState.Open;

    /// <summary>Sends one statement as it is; the rows, if any, are read and dropped.</summary>
    /// <returns>The number of rows that it changed, or -1.</returns>
    public async Task<long> ExecuteAsync(string statement, CancellationToken ct, params object?[] values)
    {
        await using var command = Command(statement, values);
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// Sends statements without waiting for the answer of each: one round trip for all. Each is a command of its own, parsed when those before it are done;
    /// behind the first error none is executed. Only for what runs inside a transaction.
    /// </summary>
    /// <returns>The number of rows that they changed together.</returns>
    /// <exception cref="PostgresException">Its BatchCommand has the text of the statement that failed.</exception>
    public Task<long> ExecuteTogetherAsync(IEnumerable<string> statements, CancellationToken ct) =>
        ExecuteTogetherAsync(statements.Select(s => new SqlCommand(s)), ct);

    public async Task<long> ExecuteTogetherAsync(IEnumerable<SqlCommand> commands, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(_connection) { Timeout = CommandSeconds };
        foreach (var (text, values) in commands)
        {
            var command = new NpgsqlBatchCommand(text);
            Bind(command.Parameters, values);
            batch.BatchCommands.Add(command);
        }

        return await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Sends COPY … FROM STDIN with its rows, which are never held as a whole.</summary>
    /// <param name="nextRows">The next stretch of them; empty behind the last.</param>
    /// <returns>-1: the server tells the number of rows only where it is not asked for them here.</returns>
    public async Task<long> CopyInAsync(string statement, NextRows nextRows, CancellationToken ct)
    {
        await using var writer = await _connection.BeginTextImportAsync(statement, ct);
        try
        {
            await WriteRowsAsync(((StreamWriter)writer).BaseStream, nextRows, ct);
        }
        catch (Exception e) when (e is ScriptException or IOException or OperationCanceledException)
        {
            // To dispose of it would complete the COPY with the rows so far.
            await ((NpgsqlRawCopyStream)((StreamWriter)writer).BaseStream).CancelAsync();
            throw;
        }

        return -1;
    }

    /// <summary>Runs an embedded query and reads its rows.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string query, Func<Row, T> read, CancellationToken ct, params object?[] values) =>
        await ReadAsync(CatalogQuery.Text(query, ServerMajor), read, ct, values);

    /// <summary>Runs an embedded query that yields one row.</summary>
    public async Task<T> QuerySingleAsync<T>(string query, Func<Row, T> read, CancellationToken ct, params object?[] values)
    {
        var rows = await QueryAsync(query, read, ct, values);
        return rows.Count == 1 ? rows[0] : throw new InvalidOperationException($"{query}.sql gave {rows.Count} rows instead of one");
    }

    /// <summary>Whether there is a relation of this name.</summary>
    public Task<bool> HasRelationAsync(string name, CancellationToken ct) => QuerySingleAsync("relation_exists", row => row.Claim("Exists"), ct, name);

    /// <summary>The same, remembered once it is there; not to be asked inside a transaction, which may be rolled back.</summary>
    public async Task<bool> RemembersRelationAsync(string name, CancellationToken ct) =>
        Seen.ContainsKey(name) || (await HasRelationAsync(name, ct) && Seen.TryAdd(name, true)) || Seen.ContainsKey(name);

    /// <summary>Runs a statement made here (with quoted names) and reads its rows.</summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(string statement, Func<Row, T> read, CancellationToken ct, params object?[] values)
    {
        await using var command = Command(statement, values);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(read(new Row(reader)));
        }

        return rows;
    }

    /// <summary>Runs an operator's statement and hands over each row as texts: it may return types that only the server knows.</summary>
    public async Task ForEachRowAsync(string statement, Action<IReadOnlyList<Cell>> visit, CancellationToken ct)
    {
        await using var command = Command(statement, []);
        command.AllResultTypesAreUnknown = true;
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            visit([.. Enumerable.Range(0, reader.FieldCount).Select(i => new Cell(reader.GetName(i), reader.IsDBNull(i) ? null : reader.GetString(i), reader.GetDataTypeOID(i) == BooleanOid))]);
        }
    }

    /// <summary>How many columns an operator's query gives; it is described, not run.</summary>
    public async Task<int> ColumnCountAsync(string query, CancellationToken ct)
    {
        await using var command = Command(query, []);
        await using var reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SchemaOnly, ct);
        return reader.FieldCount;
    }

    /// <summary>The names of an operator's query's columns with the oids of their types; it is described, not run.</summary>
    public async Task<IReadOnlyList<(string Name, uint Type)>> ColumnsAsync(string query, CancellationToken ct)
    {
        await using var command = Command(query, []);
        await using var reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SchemaOnly, ct);
        return [.. Enumerable.Range(0, reader.FieldCount).Select(i => (reader.GetName(i), reader.GetDataTypeOID(i)))];
    }

    /// <summary>Changes what this session is called on the server.</summary>
    public Task NameAsync(string applicationName, CancellationToken ct) =>
        ExecuteAsync("SELECT set_config('application_name', $1, false)", ct, applicationName);

    /// <summary>Takes back what is open, also after an error; nothing when the connection is gone.</summary>
    public async Task RollBackAsync()
    {
        if (IsOpen)
        {
            await ExecuteAsync("ROLLBACK", CancellationToken.None);
        }
    }

    public ValueTask DisposeAsync()
    {
        OnNotice = null;
        return GoesBackTo is { } store ? store(this) : CloseAsync();
    }

    internal ValueTask CloseAsync() => _connection.DisposeAsync();

    private static async Task WriteRowsAsync(Stream stream, NextRows nextRows, CancellationToken ct)
    {
        var buffer = Array.Empty<byte>();
        while (true)
        {
            var length = Take(nextRows(), ref buffer);
            if (length == 0)
            {
                return;
            }

            await stream.WriteAsync(buffer.AsMemory(0, length), ct);
        }
    }

    private static int Take(ReadOnlySpan<byte> rows, ref byte[] buffer)
    {
        if (rows.Length > buffer.Length)
        {
            buffer = new byte[rows.Length];
        }

        rows.CopyTo(buffer);
        return rows.Length;
    }

    private NpgsqlCommand Command(string statement, object?[] values)
    {
        var command = new NpgsqlCommand(statement, _connection) { CommandTimeout = CommandSeconds };
        Bind(command.Parameters, values);
        return command;
    }

    private static void Bind(NpgsqlParameterCollection parameters, object?[] values)
    {
        foreach (var value in values)
        {
            // A text without a type: the server infers the type of the place where it stands.
            parameters.Add(value is string or null
                ? new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Unknown }
                : new NpgsqlParameter { Value = value });
        }
    }
}

/// <summary>A statement with its values.</summary>
public readonly record struct SqlCommand(string Text, params object?[] Values);

/// <summary>The next stretch of COPY's rows, valid until the next call; empty behind the last.</summary>
public delegate ReadOnlySpan<byte> NextRows();

/// <summary>A value of a row as the server writes it; null for NULL.</summary>
public readonly record struct Cell(string Name, string? Text, bool IsBoolean);
