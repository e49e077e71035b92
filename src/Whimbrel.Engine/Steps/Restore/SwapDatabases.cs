using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Restore;

/// <summary>The restored database gets the live one's name, and the live one another: nobody can connect meanwhile, and both names change at once.</summary>
public sealed class SwapDatabases : IStep
{
    private static readonly TimeSpan _waitForLock = TimeSpan.FromSeconds(5);

    public Phase Phase => Phase.Migrate;

    public string Title => "swap the databases";

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct)
    {
        var (facts, live) = (run.Facts.Restore!, run.Facts.Database.Name);
        return Task.FromResult(new StepPlan(
            $"Blocks new connections to {live}, ends its sessions (idle ones first; a query has 5 s, is then cancelled, then ended), carries Whimbrel's history over, renames {live} to {facts.Old} and {facts.Copy} to {live} in one transaction, which allows connections again.",
            [
                $"ALTER DATABASE {Identifier.Quote(live)} WITH ALLOW_CONNECTIONS false",
                $"ALTER DATABASE {Identifier.Quote(live)} RENAME TO {Identifier.Quote(facts.Old)}",
                $"ALTER DATABASE {Identifier.Quote(facts.Copy)} RENAME TO {Identifier.Quote(live)}",
            ],
            [],
            $"before the names have changed, connections are allowed again; afterwards {facts.Old} is the way back, by hand"));
    }

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        var facts = run.Facts.Restore!;
        await using var maintenance = await RestoreSessions.MaintenanceAsync(run, ct);
        await using var session = await maintenance.OpenForScriptAsync(ct);
        var swap = new DatabaseSwap(session, facts, run.Facts.Database);
        if (!await swap.TryLockAsync(_waitForLock, ct))
        {
            throw new OperatorException($"another session swaps {run.Database.Address}; nothing was changed", "watch it with 'whimbrel status', and try again when it has ended.", ExitCode.Held);
        }

        if (await swap.IsDoneAsync(ct))
        {
            await EndedRun.EndAsync(run, ct);
            return new StepResult.Done($"{run.Facts.Database.Name} is the restored database already; the old one is {facts.Old}");
        }

        var swapped = await SwapAsync(run, session, swap, ct);
        await EndedRun.EndAsync(run, CancellationToken.None);
        return new StepResult.Done(
            $"{run.Facts.Database.Name} is the restored database; the old one is {facts.Old}; connections were refused for {Duration.Say(TimeSpan.FromMilliseconds(swapped.BlockedMs))}{(swapped.Ended.Count > 0 ? $", {swapped.Ended.Count} sessions ended" : "")}",
            JsonSerializer.SerializeToElement(swapped, JournalJson.Default.SwappedDatabases));
    }

    /// <summary>Connections are allowed again; what was swapped stays, as rows may have been written since.</summary>
    public async Task<string?> UndoAsync(Run run, CancellationToken ct)
    {
        await using var maintenance = await RestoreSessions.MaintenanceAsync(run, ct);
        await using var session = await maintenance.OpenForScriptAsync(ct);
        var swap = new DatabaseSwap(session, run.Facts.Restore!, run.Facts.Database);
        var wasClosed = await swap.AllowAsync(ct);
        if (!await swap.IsDoneAsync(ct))
        {
            return wasClosed ? $"connections to {run.Facts.Database.Name} are allowed again" : null;
        }

        await EndedRun.EndAsync(run, ct);
        throw new NoWayBackException(
            $"{run.Facts.Database.Name} is the restored database; the old one is kept as {run.Facts.Restore!.Old}",
            "to take the old one back, rename both by hand: what was written since is in the restored one.");
    }

    /// <summary>Whether the names have changed.</summary>
    internal static async Task<bool> IsDoneAsync(Run run, CancellationToken ct)
    {
        await using var maintenance = await RestoreSessions.MaintenanceAsync(run, ct);
        await using var session = await maintenance.OpenForScriptAsync(ct);
        return await new DatabaseSwap(session, run.Facts.Restore!, run.Facts.Database).IsDoneAsync(ct);
    }

    private static async Task<SwappedDatabases> SwapAsync(Run run, Session maintenance, DatabaseSwap swap, CancellationToken ct)
    {
        var clock = new Stopwatch();
        IReadOnlyList<string> ended = [];
        try
        {
            await using (var history = await CarriedHistory.OpenAsync(run, ct))
            {
                await using (var look = await run.Database.OpenAsync(ct))
                {
                    await Obstacles.AssertNothingBelongsToItAsync(look, run.Database.Address, ct);
                }

                await Obstacles.AssertNamesAreFreeAsync(maintenance, run.Facts.Restore!, ct);
                clock.Start();
                await swap.BlockAsync(ct);
                Note(run, "nobody can connect any more");
                ended = await RestoreSessions.DrainAsync(run, maintenance, ct);
                await history.RunAsync(ct);
            }

            ct.ThrowIfCancellationRequested();
            await run.Database.ForgetSessionsAsync();
            await run.YieldLockAsync();
            Note(run, "both are empty: their names change now");
            await swap.RenameAsync();
            var blocked = clock.Elapsed;
            Note(run, $"the names have changed: the old database is {run.Facts.Restore!.Old}");
            await TakeLockAgainAsync(run);
            return new SwappedDatabases(run.Facts.Restore!.Old, blocked.TotalMilliseconds, ended);
        }
        catch (Exception e)
        {
            if (await OpenAgainAsync(run, e))
            {
                return new SwappedDatabases(run.Facts.Restore!.Old, clock.Elapsed.TotalMilliseconds, ended);
            }

            throw;
        }
    }

    private static void Note(Run run, string text) => run.Journal.Append(JournalEvent.Note, nameof(SwapDatabases), text);

    /// <summary>After an error: were the names changed although the answer was lost? If not, everybody may come in again.</summary>
    private static async Task<bool> OpenAgainAsync(Run run, Exception why)
    {
        try
        {
            await using var maintenance = await RestoreSessions.MaintenanceAsync(run, CancellationToken.None);
            await using var session = await maintenance.OpenForScriptAsync(CancellationToken.None);
            var swap = new DatabaseSwap(session, run.Facts.Restore!, run.Facts.Database);
            await swap.AllowAsync(CancellationToken.None);
            var isDone = await swap.IsDoneAsync(CancellationToken.None);
            await TakeLockAgainAsync(run);
            return isDone;
        }
        catch (Exception e) when (e is NpgsqlException or OperatorException)
        {
            throw new OperatorException(
                $"{why.Message}\nconnections to {run.Facts.Database.Name} could not be allowed again: {e.Message}",
                "see that the server answers; then 'whimbrel resume' goes on, and 'whimbrel abort' allows connections again.",
                ExitCode.SomethingLeft,
                why);
        }
    }

    /// <summary>What is still to be done only reads: another run that was quicker does not disturb it.</summary>
    private static async Task TakeLockAgainAsync(Run run)
    {
        try
        {
            await run.TakeLockAgainAsync();
        }
        catch (OperatorException e) when (e.ExitCode == ExitCode.Held)
        {
            run.Output.Note(e.Message);
        }
    }
}
