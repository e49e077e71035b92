using Npgsql;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Engine.PostgresTests.Locks;

/// <summary>
/// Runs a form that cannot be in a transaction, and watches it from another session. Others hold what it must wait for, and let go one by one:
/// so it stands still in each of its phases. The last to let go has nothing but a snapshot.
/// </summary>
internal sealed class SoloObservation : IAsyncDisposable
{
    private readonly Dictionary<int, NpgsqlConnection> _holding = [];
    private readonly Dictionary<long, LockMode> _locks = [];
    private readonly NpgsqlConnection _runs;
    private readonly NpgsqlConnection _watches;
    private int _snapshotPid;
    private bool _waitsForSnapshot;

    private SoloObservation(NpgsqlConnection runs, NpgsqlConnection watches) => (_runs, _watches) = (runs, watches);

    internal static async Task<Observed> OfAsync(ProofServer server, Form form)
    {
        var before = await RelationState.ReadAsync(server.Connection);
        await using var solo = new SoloObservation(await server.OpenAsync(), await server.OpenAsync());
        foreach (var held in form.Held)
        {
            await solo.HoldAsync(server, "BEGIN", held);
        }

        solo._snapshotPid = await solo.HoldAsync(server, "BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM pg_class");
        await solo.WatchAsync(ProofServer.ExecuteAsync(solo._runs, form.Sql));
        var after = await RelationState.ReadAsync(server.Connection);
        return new Observed
        {
            Locks = solo._locks.Where(l => before.ContainsKey(l.Key) && !Observation.IsWeak(before[l.Key], l.Value)).ToDictionary(l => before[l.Key].Name, l => l.Value),
            Rewrites = before.Values.Where(b => b.Kind is "r" or "m" or "i" && after.Values.FirstOrDefault(a => a.Name == b.Name) is { } now && now.File != b.File).Select(b => b.Name).ToHashSet(),
            WaitsForOldSnapshots = solo._waitsForSnapshot,
            RunsOutsideTransaction = true,
        };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _holding.Values)
        {
            await connection.DisposeAsync();
        }

        await _runs.DisposeAsync();
        await _watches.DisposeAsync();
    }

    private async Task<int> HoldAsync(ProofServer server, string begin, string statement)
    {
        var connection = await server.OpenAsync();
        await ProofServer.ExecuteAsync(connection, begin);
        await ProofServer.ExecuteAsync(connection, statement);
        _holding.Add(connection.ProcessID, connection);
        return connection.ProcessID;
    }

    private async Task WatchAsync(Task running)
    {
        while (!running.IsCompleted)
        {
            var blocking = await BlockingPidsAsync();
            foreach (var (relation, mode) in await RelationState.ReadLocksAsync(_watches, _runs.ProcessID))
            {
                _locks[relation] = (LockMode)Math.Max((int)mode, (int)_locks.GetValueOrDefault(relation));
            }

            foreach (var pid in blocking.Where(_holding.ContainsKey))
            {
                _waitsForSnapshot |= pid == _snapshotPid;
                await _holding[pid].DisposeAsync();
                _ = _holding.Remove(pid);
            }
        }

        await running;
    }

    private async Task<int[]> BlockingPidsAsync()
    {
        await using var command = new NpgsqlCommand("SELECT pg_blocking_pids($1)", _watches) { Parameters = { new() { Value = _runs.ProcessID } } };
        return (int[])(await command.ExecuteScalarAsync())!;
    }
}
