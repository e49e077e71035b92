using System.Diagnostics;
using Npgsql;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Locks;

/// <summary>Watches from a second connection what a backend waits for, and ends the wait when it outlasts its bound.</summary>
internal sealed class BlockerWatch : IAsyncDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(25);

    private readonly Session _session;
    private readonly int _backend;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _tooLong = new();
    private readonly TimeSpan _bound;
    private readonly Task _watching;
    private volatile IReadOnlyList<Blocker> _seen = [];

    private BlockerWatch(Session session, int backend, TimeSpan bound)
    {
        _session = session;
        _backend = backend;
        _bound = bound;
        _watching = WatchAsync();
    }

    /// <summary>The sessions that stood in the way last.</summary>
    public IReadOnlyList<Blocker> Seen => _seen;

    /// <summary>Cancelled when one wait has lasted longer than the bound.</summary>
    public CancellationToken TooLong => _tooLong.Token;

    public static async Task<BlockerWatch> StartAsync(Database database, int backend, TimeSpan bound, CancellationToken ct) =>
        new(await database.OpenAsync(ct), backend, bound);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        await _session.DisposeAsync();
        _stop.Dispose();
        _tooLong.Dispose();
    }

    private async Task WatchAsync()
    {
        var waiting = new Stopwatch();
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                // First a pause: most work is over by then. The look itself is never cancelled, which would cost a connection.
                await Task.Delay(_pause, _stop.Token);
                var blockers = await _session.QueryAsync("blockers_of", Blocker.Read, CancellationToken.None, _backend);
                if (blockers.Count == 0)
                {
                    waiting.Reset();
                }
                else
                {
                    _seen = blockers;
                    waiting.Start();
                }

                if (waiting.Elapsed > _bound)
                {
                    await _tooLong.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The watched work has ended.
            return;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException)
        {
            // Without eyes on the wait there is no bound on it: end it.
            await _tooLong.CancelAsync();
        }
    }
}
