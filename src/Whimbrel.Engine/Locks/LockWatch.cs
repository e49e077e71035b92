using Npgsql;

namespace Whimbrel.Engine.Locks;

/// <summary>Looks again and again, from a second connection, at the locks around some work, and ends the work when it must end.</summary>
internal abstract class LockWatch : IAsyncDisposable
{
    private readonly TimeSpan _pause;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _end;
    private Task _watching = Task.CompletedTask;

    /// <param name="ct">Ends the work too.</param>
    protected LockWatch(TimeSpan pause, CancellationToken ct)
    {
        _pause = pause;
        _end = CancellationTokenSource.CreateLinkedTokenSource(ct);
    }

    /// <summary>What the work is to heed.</summary>
    internal CancellationToken Token => _end.Token;

    /// <summary>Why nobody could look any more: then nobody bounds a wait, and the work is ended. Null as long as somebody can.</summary>
    internal Exception? Blindness { get; private set; }

    public virtual async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
        _end.Dispose();
    }

    protected void Begin() => _watching = WatchAsync();

    /// <returns>Whether the work must end now.</returns>
    protected abstract Task<bool> LookAsync(CancellationToken ct);

    private async Task WatchAsync()
    {
        try
        {
            // First a pause: most work is over by then. The look itself is never cancelled, which would cost a connection.
            do
            {
                await Task.Delay(_pause, _stop.Token);
            }
            while (!await LookAsync(CancellationToken.None));

            await _end.CancelAsync();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The work has ended.
            return;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException)
        {
            Blindness = e;
            await _end.CancelAsync();
        }
    }
}
