using Npgsql;

namespace Whimbrel.Engine.PostgresTests;

/// <summary>An application's pool that does not know of the drain: ten connections, each opened again as soon as it is lost, all together 200 times a second.</summary>
internal sealed class ReconnectingPool : IAsyncDisposable
{
    private static readonly TimeSpan _between = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stop = new();
    private readonly string _connection;
    private readonly Task _all;
    private int _connected;
    private int _refused;
    private int _ended;

    public ReconnectingPool(TestDatabase database, string user, string? password = null)
    {
        _connection = new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = database.Server.Port, Database = database.Name, Username = user, Password = password ?? user, Pooling = false, ApplicationName = "pool" }.ConnectionString;
        _all = Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(UseAsync)));
    }

    /// <summary>How often one was let in.</summary>
    public int Connected => Volatile.Read(ref _connected);

    /// <summary>How often one was not.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>How often one that was let in was ended.</summary>
    public int Ended => Volatile.Read(ref _ended);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _all;
        _stop.Dispose();
    }

    private async Task UseAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await using var connection = new NpgsqlConnection(_connection);
            var isIn = false;
            try
            {
                await connection.OpenAsync(CancellationToken.None);
                isIn = true;
                Interlocked.Increment(ref _connected);
                await using var command = new NpgsqlCommand("SELECT 1", connection);
                for (var i = 0; i < 20 && !_stop.IsCancellationRequested; i++)
                {
                    await command.ExecuteScalarAsync(CancellationToken.None);
                    await Task.Delay(_between, CancellationToken.None);
                }
            }
            catch (NpgsqlException)
            {
                Interlocked.Increment(ref isIn ? ref _ended : ref _refused);
                await Task.Delay(_between, CancellationToken.None);
            }
        }
    }
}
