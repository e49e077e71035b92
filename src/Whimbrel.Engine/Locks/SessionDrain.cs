using System.Diagnostics;
using Npgsql;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Locks;

/// <summary>Empties databases: idle sessions first, then what works after a wait is cancelled, then ended.</summary>
internal sealed class SessionDrain(Session session, DrainRules rules, Action<string> progress)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    private readonly SessionEnding _ending = new(session);
    private readonly HashSet<(int Pid, DateTimeOffset? Since, string How)> _signalled = [];
    private readonly List<string> _ended = [];

    /// <summary>The sessions that were ended, in words.</summary>
    internal IReadOnlyList<string> Ended => _ended;

    /// <exception cref="OperatorException">When one may not be ended, or the time is over.</exception>
    internal async Task RunAsync(CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        while (await LookAsync(ct) is { Count: > 0 } left)
        {
            if (clock.Elapsed > rules.Limit)
            {
                throw new OperatorException(
                    $"{left[0].Who} could not be ended within the downtime budget of {Duration.Say(rules.Limit)}; {rules.Left}",
                    "stop the application, then run the same command.",
                    ExitCode.BudgetNotMet);
            }

            progress($"waiting for {left.Count} {(left.Count == 1 ? "session" : "sessions")} to end, {Duration.Say(clock.Elapsed)}");
            foreach (var one in left)
            {
                await EndAsync(one, clock.Elapsed, ct);
            }

            await Task.Delay(_pause, ct);
        }
    }

    /// <summary>Ends whoever has come in since, at once.</summary>
    internal async Task EndNewcomersAsync(CancellationToken ct)
    {
        foreach (var newcomer in await LookAsync(ct))
        {
            await SignalAsync(newcomer.Who, "ended", _ending.TerminateAsync, ct);
        }
    }

    private async Task<IReadOnlyList<DrainedSession>> LookAsync(CancellationToken ct) =>
        [.. (await DrainedSession.ReadAsync(session, [.. rules.Databases], rules.Run, ct)).Where(rules.MustGo)];

    private async Task EndAsync(DrainedSession one, TimeSpan elapsed, CancellationToken ct)
    {
        if (one.IsIdle || elapsed > rules.ForWork + rules.ForCancel)
        {
            await SignalAsync(one.Who, "ended", _ending.TerminateAsync, ct);
        }
        else if (one.IsAtWork && elapsed > rules.ForWork)
        {
            await SignalAsync(one.Who, "cancelled", _ending.CancelAsync, ct);
        }
    }

    private async Task SignalAsync(Blocker who, string how, Func<Blocker, CancellationToken, Task<bool>> signal, CancellationToken ct)
    {
        if (!_signalled.Add((who.Pid, who.BackendStart, how)))
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
                $"{who} cannot be {how} by our user: {e.MessageText}; {rules.Left}",
                $"let a superuser run: GRANT pg_signal_backend TO {Identifier.Quote(rules.User)}; or end it there.",
                ExitCode.Refused,
                e);
        }
    }
}
