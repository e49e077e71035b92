using System.Diagnostics;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Steps.Migrate;

/// <summary>
/// While a statement runs that cannot be in a transaction: tells how far it is, ends who stands in its way as the operator allows, and ends it
/// when one of its waits outlasts the deadline, or when the application waits for it longer than the stall budget.
/// </summary>
internal sealed class SoloWatch : LockWatch
{
    private readonly Run _run;
    private readonly Session _session;
    private readonly int _backend;
    private readonly string _what;
    private readonly BlockerEnding _ending;
    private readonly Stopwatch _waiting = new();
    private volatile IReadOnlyList<Blocker> _seen = [];
    private int _looks;

    private SoloWatch(Run run, Session session, int backend, string what, Action<string> note, CancellationToken ct)
        : base(TimeSpan.FromMilliseconds(25), ct)
    {
        (_run, _session, _backend, _what) = (run, session, backend, what);
        _ending = new BlockerEnding(session, run.Settings.Locks, note);
        Begin();
    }

    /// <summary>The sessions that stood in the way last.</summary>
    internal IReadOnlyList<Blocker> Seen => _seen;

    /// <summary>Who of the application waited for too long; null when nobody did.</summary>
    internal LockWaits? TooLong { get; private set; }

    internal static async Task<SoloWatch> StartAsync(Run run, int backend, string what, Action<string> note, CancellationToken ct) =>
        new(run, await run.Database.OpenToWatchAsync(ct), backend, what, note, ct);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _session.DisposeAsync();
    }

    protected override async Task<bool> LookAsync(CancellationToken ct)
    {
        var waits = await _session.QuerySingleAsync("application_waits", LockWaits.Read, ct, _backend);
        TooLong = waits.LongestVictim > _run.StallBudget ? waits : null;
        var blockers = await _session.QueryAsync("blockers_of", Blocker.Read, ct, _backend);
        if (blockers.Count == 0)
        {
            _waiting.Reset();
        }
        else
        {
            _seen = blockers;
            _waiting.Start();
            await _ending.EndAsync(blockers, ct);
        }

        if (_looks++ % 10 == 0)
        {
            await TellAsync(ct);
        }

        return TooLong is not null || _waiting.Elapsed > _run.Settings.Locks.Deadline;
    }

    private async Task TellAsync(CancellationToken ct)
    {
        foreach (var progress in await _session.QueryAsync("build_progress", BuildProgress.Read, ct, _backend))
        {
            _run.Output.Progress($"{_what}: {progress}");
        }

        if (_waiting.IsRunning)
        {
            _run.Output.Progress($"{_what}: waits, {_waiting.Elapsed.TotalSeconds:0.0} s of {Settings.Duration.Say(_run.Settings.Locks.Deadline)}, for {string.Join("; ", _seen)}");
        }
    }

    private sealed record BuildProgress(string Phase, long Blocks, long AllBlocks, long Rows, long AllRows, long Gone, long WaitedFor, long Locker)
    {
        internal static BuildProgress Read(Row row) => new(row.Text("Phase"), row.Number("Blocks"), row.Number("AllBlocks"), row.Number("Rows"), row.Number("AllRows"), row.Number("Gone"), row.Number("WaitedFor"), row.Number("Locker"));

        public override string ToString() => Phase + (
            Locker > 0 ? $", {Gone} of {WaitedFor} transactions are gone, waiting for pid {Locker}"
            : AllBlocks > 0 ? $", {100.0 * Blocks / AllBlocks:0} % of {AllBlocks:N0} blocks"
            : AllRows > 0 ? $", {100.0 * Rows / AllRows:0} % of {AllRows:N0} rows"
            : "");
    }
}
