using System.Diagnostics;
using Npgsql;
using Whimbrel.Testing;

namespace Whimbrel.Bench;

/// <summary>Clients that ask for accounts while something else goes on.</summary>
internal sealed class ApplicationLoad : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task<List<double>>> _clients;

    internal ApplicationLoad(TestDatabase database, int clients, int accounts) =>
        _clients = [.. Enumerable.Range(1, clients).Select(seed => AskAsync(database, seed, accounts, _stop.Token))];

    /// <summary>Makes the table that they ask.</summary>
    internal static Task PrepareAsync(TestDatabase database, int accounts) =>
        database.ExecuteAsync($"CREATE TABLE accounts (id int PRIMARY KEY, balance int); INSERT INTO accounts SELECT n, 0 FROM generate_series(1, {accounts}) n");

    /// <returns>What each query took, in milliseconds, the quickest first.</returns>
    internal async Task<List<double>> EndAsync()
    {
        await _stop.CancelAsync();
        return [.. (await Task.WhenAll(_clients)).SelectMany(t => t).Order()];
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>One client: three reads and a write, each a transaction, with a pause of two milliseconds.</summary>
    private static async Task<List<double>> AskAsync(TestDatabase database, int seed, int accounts, CancellationToken stop)
    {
        await using var connection = await database.OpenAsync();
        await using var read = new NpgsqlCommand("SELECT balance FROM accounts WHERE id = $1", connection) { Parameters = { new NpgsqlParameter<int>() } };
        await using var write = new NpgsqlCommand("UPDATE accounts SET balance = balance + 1 WHERE id = $1", connection) { Parameters = { new NpgsqlParameter<int>() } };
        var times = new List<double>();
        for (var turn = 0; !stop.IsCancellationRequested; turn++)
        {
            var command = turn % 4 == 3 ? write : read;
            ((NpgsqlParameter<int>)command.Parameters[0]).TypedValue = (int)((((long)turn * 7919) + ((long)seed * 104_729)) % accounts) + 1;
            var start = Stopwatch.GetTimestamp();
            await command.ExecuteNonQueryAsync(CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await Task.Delay(2, CancellationToken.None);
        }

        return times;
    }
}
