using Npgsql;

namespace Whimbrel.Engine.PostgresTests;

/// <summary>A session of the application that holds a lock until it is let go.</summary>
internal sealed class Blocking : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private Blocking(NpgsqlConnection connection) => _connection = connection;

    public int Pid => _connection.ProcessID;

    public static async Task<Blocking> HoldAsync(TestDatabase database, string sql)
    {
        var connection = await database.OpenAsync();
        await using var command = new NpgsqlCommand("BEGIN; " + sql, connection);
        await command.ExecuteNonQueryAsync();
        return new Blocking(connection);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task LetGoAfterAsync(TimeSpan time)
    {
        await Task.Delay(time);
        await DisposeAsync();
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
