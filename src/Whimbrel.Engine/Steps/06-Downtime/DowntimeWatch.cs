using Npgsql;
using Whimbrel.Engine.Application;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Downtime;

/// <summary>What goes on beside the steps of this process while the application is out of service: a client that asks, newcomers that are ended, the budget's clock.</summary>
public sealed class DowntimeWatch : IAsyncDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _ended = [];
    private ClientProber? _prober;
    private DowntimeClock? _clock;
    private DateTimeOffset? _refusedBefore;
    private CancellationTokenSource? _guardStop;
    private Task<IReadOnlyList<string>> _guard = Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>What a client asks; null when there is nothing that it could.</summary>
    internal static string? Url(WhimbrelSettings settings)
    {
        var isExcepted = settings.Application.Health is { } health && settings.Application.Proxy.Except.Contains(new Uri(health).AbsolutePath, StringComparer.Ordinal);
        return settings.Downtime.Probe ?? (isExcepted ? null : settings.Application.Health) ?? (settings.Application.Endpoints is [var first, ..] ? first : null);
    }

    /// <summary>Begins to ask, and the budget's clock with it; nothing when it has begun.</summary>
    internal void Begin(Run run)
    {
        if (_clock is not null)
        {
            return;
        }

        // Read here: what runs beside the steps must not look into the journal, which they write.
        var begun = DowntimeNotes.InMaintenanceSince(run.Journal.Entries) ?? run.Time.GetUtcNow();
        var before = _refusedBefore = DowntimeNotes.FindFirstRefused(run.Journal.Entries);
        var prober = _prober = Url(run.Settings) is { } url ? new ClientProber(url, run.Time) : null;
        _clock = new DowntimeClock(run, () => before ?? prober?.FirstRefused ?? begun);
    }

    /// <summary>Takes up what another process began and did not end.</summary>
    internal void TakeUp(Run run)
    {
        if (DowntimeNotes.InMaintenanceSince(run.Journal.Entries) is null)
        {
            return;
        }

        Begin(run);
        if (run.State.IsDone(nameof(DrainConnections)) && !run.State.IsDone(nameof(AllowConnections)))
        {
            Guard(run, since: null);
        }
    }

    /// <summary>When the first client was refused, as far as one was seen.</summary>
    internal DateTimeOffset? FirstRefused => _prober?.FirstRefused;

    /// <summary>How long clients have been refused.</summary>
    internal TimeSpan Elapsed => _clock?.Elapsed ?? TimeSpan.Zero;

    /// <summary>How long going back would take from here on.</summary>
    internal void ExpectWayBack(TimeSpan time) => _clock?.WayBack = time;

    /// <summary>Nothing of the database will be changed any more: what is left must be done, however long it takes.</summary>
    internal void EndBudget() => _clock?.Stop();

    internal void AddEnded(IEnumerable<string> sessions) => _ended.AddRange(sessions);

    /// <summary>From now on ends whoever comes in all the same.</summary>
    /// <param name="since">By the server's clock; null for whoever is there.</param>
    internal void Guard(Run run, DateTimeOffset? since)
    {
        if (_guardStop is null)
        {
            _guardStop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            _guard = EndNewcomersAsync(run, since, _guardStop.Token);
        }
    }

    internal async Task EndGuardAsync()
    {
        if (_guardStop is { } stop)
        {
            await stop.CancelAsync();
            _ended.AddRange(await _guard);
            stop.Dispose();
            _guardStop = null;
        }
    }

    /// <summary>Ends everything, and writes down what the client saw.</summary>
    internal async Task EndAsync(Run run)
    {
        await EndGuardAsync();
        if (_clock is not { } clock)
        {
            return;
        }

        await clock.DisposeAsync();
        await UntilHealthyAsync(run);
        await (_prober?.DisposeAsync() ?? ValueTask.CompletedTask);
        var (refused, healthy) = (_refusedBefore ?? FirstRefused, _prober?.HealthyAgain);
        DowntimeNotes.WriteSeen(run, new DowntimeFacts(
            run.Facts.Downtime,
            Url(run.Settings),
            refused is null ? 0 : ((healthy ?? run.Time.GetUtcNow()) - refused.Value).TotalSeconds,
            run.Settings.Downtime.Budget.TotalSeconds,
            refused,
            healthy,
            _prober?.Stretches ?? [],
            [.. _ended]));
        _ended.Clear();
        (_prober, _clock) = (null, null);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await (_clock?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _guard;
        await (_prober?.DisposeAsync() ?? ValueTask.CompletedTask);
        _guardStop?.Dispose();
        _stop.Dispose();
    }

    /// <summary>It asks less often than who waited for the health just now.</summary>
    private async Task UntilHealthyAsync(Run run)
    {
        for (var looks = 0; looks < 20 && _prober is { FirstRefused: not null, HealthyAgain: null }; looks++)
        {
            await Task.Delay(_pause, run.Time, CancellationToken.None);
        }
    }

    /// <summary>A connection that is lost is no reason to stop the run, whose next statement says so: another is opened.</summary>
    /// <returns>The sessions that were ended, in words.</returns>
    private static async Task<IReadOnlyList<string>> EndNewcomersAsync(Run run, DateTimeOffset? since, CancellationToken ct)
    {
        var (ended, said) = (new List<string>(), "");
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var session = await run.Database.OpenForScriptAsync(ct);
                var drain = new SessionDrain(session, DrainConnections.Rules(run, s => since is null || s.BackendStart > since), _ => { });
                try
                {
                    await EndNewcomersAsync(drain, ct);
                }
                finally
                {
                    ended.AddRange(drain.Ended);
                }
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (Exception e) when (e is NpgsqlException or OperatorException)
            {
                if (e.Message != said)
                {
                    run.Output.Warn($"newcomers are not ended for the moment: {said = e.Message}");
                }

                await Task.Delay(_pause, CancellationToken.None);
            }
        }

        return ended;
    }

    private static async Task EndNewcomersAsync(SessionDrain drain, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await drain.EndNewcomersAsync(ct);
            await Task.Delay(_pause, ct);
        }
    }
}
