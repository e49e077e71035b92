using System.Diagnostics;
using System.Security.Cryptography;
using Npgsql;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Settings;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Engine.Locks;

/// <summary>
/// Takes all the locks of a transaction before its first statement, and never stands in the queue where that would stall others: while somebody
/// holds what we need and will not let go of it at once, we wait outside. Only when all who hold it are young do we queue, for a fifth of the stall
/// budget. Once it is ours, nobody waits for us longer than the budget: the transaction is taken back first.
/// </summary>
internal sealed class LockSteward(Database database, LockSettings settings, Action<LockTry> report, Action<TimeSpan, IReadOnlyList<Blocker>> waiting, Action<string> note)
{
    /// <summary>A transaction that needs more than the budget will need it again.</summary>
    private const int TriesOverBudget = 3;

    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(1);
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>How long we may stand in the queue, with others behind us.</summary>
    internal TimeSpan QueueBound => TimeSpan.FromMilliseconds(Math.Max(1, settings.StallBudget.TotalMilliseconds / 5));

    /// <summary>In milliseconds. Where the network stands still while we hold the locks, it is the server that takes them back; between statements of ours pass a few milliseconds.</summary>
    internal static long IdleBound(TimeSpan stallBudget) => (long)Math.Max(1000, stallBudget.TotalMilliseconds);

    /// <param name="begin">BEGIN, as the script has it, and behind it the bounds on the script's own waits.</param>
    /// <param name="work">All of the transaction behind it, COMMIT included; begun anew at each try.</param>
    /// <exception cref="OperatorException">With <see cref="ExitCode.BudgetNotMet"/> when the deadline has passed, or when the transaction holds its locks for too long.</exception>
    internal async Task RunAsync(Session session, string what, IReadOnlyList<RelationLock> footprint, IReadOnlyList<string> begin, Func<CancellationToken, Task> work, CancellationToken ct)
    {
        await using var second = await database.OpenToWatchAsync(ct);
        var targets = await LockTarget.FindAsync(second, footprint, ct);
        var sight = new LockSight(second, targets, session.ProcessId);
        var ending = new BlockerEnding(second, settings, note);
        var overBudget = 0;
        for (var number = 1; ; number++)
        {
            await WaitOutsideAsync(sight, ending, what, number, ct);
            var held = await TakeAsync(session, begin, targets, ct) ? await HoldAsync(sight, work, ct) : Held.NotFree;
            if (held.IsDone)
            {
                return;
            }

            if (held.TooLong is { } waits && ++overBudget == TriesOverBudget)
            {
                await session.RollBackAsync();
                throw TooSlow(what, targets[^1], held.Time, waits);
            }

            await AgainAsync(session, sight, what, number, ct);
        }
    }

    /// <summary>Does the transaction's work under its locks, as long as that stalls nobody beyond the budget.</summary>
    private async Task<Held> HoldAsync(LockSight sight, Func<CancellationToken, Task> work, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        await using var watch = new VictimWatch(sight.WaitsAsync, settings.StallBudget, ct);
        try
        {
            await work(watch.Token);
            return new Held(IsDone: true, clock.Elapsed, null);
        }
        catch (OperationCanceledException) when (watch.TooLong is not null && !ct.IsCancellationRequested)
        {
            return new Held(IsDone: false, clock.Elapsed, watch.TooLong);
        }
        catch (OperationCanceledException) when (watch.Blindness is { } blindness && !ct.IsCancellationRequested)
        {
            throw new NpgsqlException("the second connection, which looks at who waits, was lost", blindness);
        }
        catch (PostgresException e) when (e.SqlState is ServerErrors.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
        {
            return new Held(IsDone: false, clock.Elapsed, null);
        }
    }

    /// <summary>Until nobody holds what we need for longer than we may stand in the queue.</summary>
    private async Task WaitOutsideAsync(LockSight sight, BlockerEnding ending, string what, int number, CancellationToken ct)
    {
        while (true)
        {
            var holders = await sight.HoldersAsync(ct);
            if (!holders.Any(IsOld))
            {
                return;
            }

            waiting(_clock.Elapsed, holders);
            AssertInTime(what, number, holders);
            await ending.EndAsync(holders, ct);
            await Task.Delay(_look, ct);
        }
    }

    /// <summary>Who has held it for longer than we may stand in the queue may well go on holding it.</summary>
    private bool IsOld(Blocker holder) => holder.AgeSeconds > QueueBound.TotalSeconds;

    /// <summary>Where all are of one mode, one round trip: the locks are held for that much less.</summary>
    /// <returns>false when one of them was not free within the bound.</returns>
    private async Task<bool> TakeAsync(Session session, IReadOnlyList<string> begin, IReadOnlyList<LockTarget> targets, CancellationToken ct)
    {
        var queued = Stopwatch.StartNew();
        var modes = targets.GroupBy(t => t.Mode).ToList();
        IReadOnlyList<string> first = [begin[0]];
        try
        {
            foreach (var mode in modes)
            {
                var left = (long)Math.Max(1, (QueueBound - queued.Elapsed).TotalMilliseconds);
                await session.ExecuteTogetherAsync(
                    [
                        .. first,
                        $"SET LOCAL lock_timeout = {left}",
                        $"SET LOCAL idle_in_transaction_session_timeout = {IdleBound(settings.StallBudget)}",
                        $"LOCK TABLE {string.Join(", ", mode.Select(t => $"ONLY {t.Quoted}"))} IN {mode.First().Words} MODE",
                        .. mode == modes[^1] ? begin.Skip(1) : [],
                    ],
                    ct);
                first = [];
            }
        }
        catch (PostgresException e) when (e.SqlState is ServerErrors.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UndefinedTable)
        {
            return false;
        }

        if (modes.Count == 0)
        {
            await session.ExecuteTogetherAsync(begin, ct);
        }

        return true;
    }

    /// <summary>Those behind us go first for a while.</summary>
    private async Task AgainAsync(Session session, LockSight sight, string what, int number, CancellationToken ct)
    {
        await session.RollBackAsync();
        var holders = await sight.HoldersAsync(ct);
        report(new LockTry(number, _clock.Elapsed.TotalSeconds, holders));
        AssertInTime(what, number, holders);
        await Task.Delay(Pause(number), ct);
    }

    /// <summary>50 ms, growing by half at each try up to 1 s, each between half and one and a half of that.</summary>
    private static TimeSpan Pause(int number)
    {
        var pause = Math.Min(_longestPause.TotalMilliseconds, 50 * Math.Pow(1.5, Math.Min(number, 20) - 1));
        return TimeSpan.FromMilliseconds(pause * RandomNumberGenerator.GetInt32(500, 1500) / 1000);
    }

    private void AssertInTime(string what, int tries, IReadOnlyList<Blocker> holders)
    {
        if (_clock.Elapsed > settings.Deadline)
        {
            throw new OperatorException(
                $"{what}: the lock was not free within {Duration.Say(settings.Deadline)} ({tries} {(tries == 1 ? "try" : "tries")}); everything of it was rolled back{string.Concat(holders.Select(b => "\n  blocked by " + b))}",
                "end or wait for the session that stands in the way, then run the same command; 'whimbrel locks' shows who holds what.",
                ExitCode.BudgetNotMet);
        }
    }

    private OperatorException TooSlow(string what, LockTarget strongest, TimeSpan held, LockWaits waits) => new(
        $"{what}: it needs more than {Duration.Say(held)} under {strongest.Mode.Name()} on {strongest.Quoted}, and {waits}; "
        + $"the stall budget is {Duration.Say(settings.StallBudget)}; everything of it was rolled back, {TriesOverBudget} times",
        "run it with --downtime minimal, take the safe way that 'whimbrel check' shows, or raise locks.stall_budget.",
        ExitCode.BudgetNotMet);

    /// <summary>How one try ended.</summary>
    /// <param name="TooLong">Who waited when it was cancelled; null when nobody did for too long.</param>
    private sealed record Held(bool IsDone, TimeSpan Time, LockWaits? TooLong)
    {
        internal static Held NotFree { get; } = new(IsDone: false, TimeSpan.Zero, null);
    }
}
