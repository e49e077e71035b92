using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Locks;

namespace Whimbrel.Engine.Runs;

/// <summary>A run with what must be given back at its end: connections, the lock, the journal's file.</summary>
public sealed record OpenRun(Run Run, RunLock Lock) : IAsyncDisposable
{
    internal static OpenRun Of(Run run, RunLock held) => new(
        run with { AssertHeldAsync = held.AssertHeldAsync, YieldLockAsync = held.YieldAsync, TakeLockAgainAsync = () => held.TakeAgainAsync(run.Database) },
        held);

    public async ValueTask DisposeAsync()
    {
        await Run.Downtime.DisposeAsync();
        await Run.Prober.DisposeAsync();
        await Run.Swarm.DisposeAsync();
        Run.Journal.Dispose();
        await Lock.DisposeAsync();
        await Run.Database.DisposeAsync();
        await Run.Notifier.DisposeAsync();
        await Run.Telemetry.DisposeAsync();
        if (Run.Output is FollowedOutput followed)
        {
            await followed.DisposeAsync();
        }
    }
}
