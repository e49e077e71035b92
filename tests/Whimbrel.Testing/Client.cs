using Npgsql;

namespace Whimbrel.Testing;

/// <summary>A session of an application, which may wait; ended with the test, whatever it does.</summary>
public sealed class Client : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly TestDatabase _database;

    private Client(NpgsqlConnection connection, TestDatabase database) => (_connection, _database, Pid) = (connection, database, connection.ProcessID);

    public int Pid { get; }

    /// <summary>What it was told last.</summary>
    public Task Work { get; private set; } = Task.CompletedTask;

    /// <summary>Opens a session and has it run something.</summary>
    public static async Task<Client> DoneAsync(TestDatabase database, string sql)
    {
        var client = new Client(await database.OpenAsync(), database);
        await client.RunAsync(sql);
        return client;
    }

    /// <summary>Opens a session that waits for a lock.</summary>
    public static async Task<Client> WaitingAsync(TestDatabase database, string sql)
    {
        var client = new Client(await database.OpenAsync(), database);
        client.Work = client.RunAsync(sql);
        await client.UntilAsync("SELECT EXISTS (SELECT FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid WHERE NOT l.granted AND {0} IN (l.pid, a.leader_pid))", "it waits");
        return client;
    }

    /// <summary>Opens a session that runs something long.</summary>
    /// <param name="waitEvent">What the session itself then waits for.</param>
    /// <param name="user">As whom; whose password is its name.</param>
    public static async Task<Client> BusyAsync(TestDatabase database, string sql, string waitEvent = "PgSleep", string? user = null)
    {
        var client = new Client(user is null ? await database.OpenAsync() : await database.OpenAsAsync(user), database);
        client.Work = client.RunAsync(sql);
        await client.UntilAsync($"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = {{0}} AND wait_event = '{waitEvent}')", "it sleeps");
        return client;
    }

    public async Task RunAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }

    public Task<bool> IsThereAsync() => AskAsync("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = {0})");

    public async ValueTask DisposeAsync()
    {
        await _database.Server.ExecuteAsync("postgres", $"SELECT pg_terminate_backend({Pid})");
        await Task.WhenAny(Work);
        await _connection.DisposeAsync();
    }

    private Task UntilAsync(string sql, string what) => Eventually.IsTrueAsync(() => AskAsync(sql), what);

    private async Task<bool> AskAsync(string sql) => await _database.ScalarAsync<bool>(sql.Replace("{0}", $"{Pid}", StringComparison.Ordinal));
}
