using System.Diagnostics;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Locks;

/// <summary>Watches what a backend waits for, and ends the work when one wait outlasts its bound.</summary>
internal sealed class BlockerWatch : LockWatch
{
    private readonly Session _session;
    private readonly int _backend;
    private readonly TimeSpan _bound;
    private readonly Stopwatch _waiting = new();
    private volatile IReadOnlyList<Blocker> _seen = [];

    private BlockerWatch(Session session, int backend, TimeSpan bound, CancellationToken ct)
        : base(TimeSpan.FromMilliseconds(25), ct)
    {
        (_session, _backend, _bound) = (session, backend, bound);
        Begin();
    }

    /// <summary>The sessions that stood in the way last.</summary>
    internal IReadOnlyList<Blocker> Seen => _seen;

    /// <summary>Whether somebody for whom the backend waits waits for it in turn. Were we to leave that to the server, it could end the other's transaction.</summary>
    internal bool IsDeadlock { get; private set; }

    internal static async Task<BlockerWatch> StartAsync(Database database, int backend, TimeSpan bound, CancellationToken ct) =>
        new(await database.OpenAsync(ct), backend, bound, ct);

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
        return IsDeadlock || _waiting.Elapsed > _bound;
    }
}
