namespace Whimbrel.Engine.Steps.Downtime;

/// <summary>The budget's clock. Before it is too late to go back within the budget, the run is told to. It runs beside the steps, and so looks at nothing of theirs.</summary>
internal sealed class DowntimeClock : IAsyncDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly Run _run;
    private readonly Func<DateTimeOffset> _since;
    private readonly Task _watch;
    private long _wayBackTicks;

    /// <param name="since">When the first client was refused, as far as is known; asked from another thread.</param>
    public DowntimeClock(Run run, Func<DateTimeOffset> since)
    {
        (_run, _since) = (run, since);
        _watch = WatchAsync();
    }

    /// <summary>How long clients have been refused.</summary>
    public TimeSpan Elapsed => _run.Time.GetUtcNow() - _since();

    /// <summary>How long going back would take now.</summary>
    public TimeSpan WayBack
    {
        private get => TimeSpan.FromTicks(Volatile.Read(ref _wayBackTicks));
        set => Volatile.Write(ref _wayBackTicks, value.Ticks);
    }

    /// <summary>From now on the run is told nothing.</summary>
    public void Stop() => _stop.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            OperatorException? why;
            while ((why = DowntimeBudget.WhyOver(_run, Elapsed, WayBack)) is null)
            {
                await Task.Delay(_pause, _run.Time, _stop.Token);
            }

            _run.Interruption.Expire(why);
        }
        catch (OperationCanceledException)
        {
            // It is over in time.
            return;
        }
    }
}
