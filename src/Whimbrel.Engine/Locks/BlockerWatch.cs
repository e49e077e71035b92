using System.Diagnostics;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Locks;

/// <summary>Watches what a backend waits for, and who waits for it; ends the work when one wait outlasts its bound.</summary>
internal sealed class BlockerWatch : LockWatch
{
    private readonly Session _session;
    private readonly int _backend;
    private readonly TimeSpan _bound;
    private readonly TimeSpan _stallBudget;
    private readonly Stopwatch _waiting = new();
    private volatile IReadOnlyList<Blocker> _seen = [];

    private BlockerWatch(Session session, int backend, TimeSpan bound, TimeSpan stallBudget, CancellationToken ct)
        : base(TimeSpan.FromMilliseconds(25), ct)
    {
        (_session, _backend, _bound, _stallBudget) = (session, backend, bound, stallBudget);
        Begin();
    }

    /// <summary>The sessions that stood in the way last.</summary>
    internal IReadOnlyList<Blocker> Seen => _seen;

    /// <summary>Whether somebody for whom the backend waits waits for it in turn. Were we to leave that to the server, it could end the other's transaction.</summary>
    internal bool IsDeadlock { get; private set; }

    /// <summary>Who of the application waited for it for too long; null when nobody did.</summary>
    internal LockWaits? TooLong { get; private set; }

    internal static async Task<BlockerWatch> StartAsync(Database database, int backend, TimeSpan bound, TimeSpan stallBudget, CancellationToken ct) =>
        new(await database.OpenToWatchAsync(ct), backend, bound, stallBudget, ct);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _session.DisposeAsync();
    }

    protected override async Task<bool> LookAsync(CancellationToken ct)
    {
        var found = await _session.QueryAsync("blockers_of", row => (Blocker: Blocker.Read(row), WaitsForUs: row.Claim("WaitsForUs")), ct, _backend);
        var blockers = found.Select(f => f.Blocker).ToList();
        if (blockers.Count == 0)
        {
            _waiting.Reset();
        }
        else
        {
            _seen = blockers;
            _waiting.Start();
        }

        IsDeadlock = found.Any(f => f.WaitsForUs);
        if (IsDeadlock)
        {
            return true;
        }

        var waits = await _session.QuerySingleAsync("application_waits", LockWaits.Read, ct, _backend);
        TooLong = waits.LongestVictim > _stallBudget ? waits : null;
        return TooLong is not null || _waiting.Elapsed > _bound;
    }
}
