using System.Diagnostics;
using Npgsql;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Restore;

/// <summary>Empties databases into which nobody can come any more: idle sessions first, then what works after a wait is cancelled, then ended. What is protected is never ended without consent.</summary>
internal sealed class SessionDrain(Session maintenance, Run run)
{
    private static readonly TimeSpan _waitForWork = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _waitForCancel = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    private readonly SessionEnding _ending = new(maintenance);
    private readonly HashSet<(int Pid, string How)> _signalled = [];
    private readonly List<string> _ended = [];

    /// <returns>The sessions that were ended, in words.</returns>
    /// <exception cref="OperatorException">When one may not be ended, or the downtime budget is over.</exception>
    internal async Task<IReadOnlyList<string>> RunAsync(CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        string[] databases = [run.Facts.Database.Name, run.Facts.Restore!.Copy];
        while (await DrainedSession.ReadAsync(maintenance, databases, run.Facts.Id, ct) is { Count: > 0 } left)
        {
            if (left.FirstOrDefault(s => !s.MayEnd(run.Facts.Restore!.Consents)) is { } protectedOne)
            {
                throw protectedOne.Refuse("nothing was swapped");
            }

            if (clock.Elapsed > run.Settings.DowntimeBudget)
            {
                throw new OperatorException(
                    $"{left[0].Who} could not be ended within the downtime budget of {Duration.Say(run.Settings.DowntimeBudget)}; nothing was swapped",
                    "stop the application, then run the same command.",
                    ExitCode.BudgetNotMet);
            }

            run.Output.Progress($"waiting for {left.Count} {(left.Count == 1 ? "session" : "sessions")} to end, {Duration.Say(clock.Elapsed)}");
            foreach (var session in left)
            {
                await EndAsync(session, clock.Elapsed, ct);
            }

            await Task.Delay(_pause, ct);
        }

        return _ended;
    }

    private async Task EndAsync(DrainedSession session, TimeSpan elapsed, CancellationToken ct)
    {
        if (session.IsIdle || elapsed > _waitForWork + _waitForCancel)
        {
            await SignalAsync(session.Who, "ended", _ending.TerminateAsync, ct);
        }
        else if (session.IsAtWork && elapsed > _waitForWork)
        {
            await SignalAsync(session.Who, "cancelled", _ending.CancelAsync, ct);
        }
    }

    private async Task SignalAsync(Blocker who, string how, Func<Blocker, CancellationToken, Task<bool>> signal, CancellationToken ct)
    {
        if (!_signalled.Add((who.Pid, how)))
        {
            return;
        }

        try
        {
            if (await signal(who, ct) && how == "ended")
            {
                _ended.Add(who.ToString());
            }
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new OperatorException(
                $"{who} cannot be {how} by our user: {e.MessageText}; nothing was swapped",
                $"let a superuser run: GRANT pg_signal_backend TO {Identifier.Quote(run.Database.Identity.User)}; or end it there.",
                ExitCode.Refused,
                e);
        }
    }
}
