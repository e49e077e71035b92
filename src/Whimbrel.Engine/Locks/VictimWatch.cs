using Npgsql;

namespace Whimbrel.Engine.Locks;

/// <summary>While a transaction holds its locks: cancels it when somebody has waited for it longer than the stall budget, or when it waits itself.</summary>
internal sealed class VictimWatch : IAsyncDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(5);

    private readonly LockSight _sight;
    private readonly TimeSpan _budget;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _tooLong;
    private readonly Task _watching;

    internal VictimWatch(LockSight sight, TimeSpan budget, CancellationToken ct)
    {
        (_sight, _budget) = (sight, budget);
        _tooLong = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _watching = WatchAsync();
    }

    /// <summary>Cancelled when the budget is used up.</summary>
    internal CancellationToken Token => _tooLong.Token;

    /// <summary>Why it was; null when it was not.</summary>
    internal LockWaits? TooLong { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
        _tooLong.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                // First a pause: most transactions are over by then. The look itself is never cancelled, which would cost a connection.
                await Task.Delay(_pause, _stop.Token);
                var waits = await _sight.WaitsAsync(CancellationToken.None);
                if (waits.LongestVictim > _budget || waits.Own > _budget)
                {
                    TooLong = waits;
                    await _tooLong.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The transaction has ended.
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException)
        {
            // Without eyes on the others nobody bounds their wait: end it.
            await _tooLong.CancelAsync();
        }
    }
}
