using Whimbrel.Engine.Locks;

namespace Whimbrel.Engine.Runs;

/// <summary>A run with what must be given back at its end: connections, the lock, the journal's file.</summary>
public sealed record OpenRun(Run Run, RunLock Lock) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        Run.Journal.Dispose();
        await Lock.DisposeAsync();
        await Run.Database.DisposeAsync();
    }
}
