using System.Diagnostics;
using System.Security.Cryptography;
using Npgsql;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Locks;

/// <summary>One try that a lock ended; 0 for a wait outside the queue, before any try.</summary>
public sealed record LockTry(int Number, double AfterSeconds, IReadOnlyList<Blocker> Blockers);

/// <summary>Runs a transaction whose waits for locks are bounded, again and again with jittered pauses until the deadline; never once without a bound.</summary>
/// <param name="wait">The longest single wait: the stall budget for DDL, the row wait for data.</param>
/// <param name="stallBudget">How long a query of the application may wait for what the transaction locks.</param>
public sealed class LockTries(Database database, TimeSpan wait, TimeSpan stallBudget, TimeSpan deadline, Action<LockTry> report)
{
    /// <summary>A transaction that needs more than the budget will need it again.</summary>
    private const int TriesOverBudget = 3;

    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(2);

    /// <summary>The bound on one wait, as a setting of the server.</summary>
    public string LockTimeout => $"{Math.Max(1, (long)wait.TotalMilliseconds)}ms";

    /// <param name="work">The whole transaction, BEGIN to COMMIT; begun anew at each try.</param>
    /// <exception cref="OperatorException">With <see cref="ExitCode.BudgetNotMet"/> when the deadline has passed.</exception>
    public async Task RunAsync(Session session, string what, Func<CancellationToken, Task> work, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        var overBudget = 0;
        for (var number = 1; ; number++)
        {
            await using var watch = await BlockerWatch.StartAsync(database, session.ProcessId, deadline, stallBudget, ct);
            try
            {
                await work(watch.Token);
                return;
            }
            catch (OperationCanceledException e) when (watch.TooLong is { } waits && !ct.IsCancellationRequested)
            {
                if (++overBudget == TriesOverBudget)
                {
                    await session.RollBackAsync();
                    throw TooSlow(what, waits, e);
                }

                await AgainAsync(session, what, number, clock, watch, e, ct);
            }
            catch (OperationCanceledException e) when (watch.IsDeadlock && !ct.IsCancellationRequested)
            {
                await AgainAsync(session, what, number, clock, watch, e, ct);
            }
            catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
            {
                // The server's lock_timeout did not end this wait: a function in the script had set it aside.
                await session.RollBackAsync();
                throw watch.Blindness is { } blindness ? new NpgsqlException("the second connection, which looks at who waits, was lost", blindness) : NotMet(what, number, watch.Seen, e);
            }
            catch (PostgresException e) when (IsWorthAnotherTry(e))
            {
                await AgainAsync(session, what, number, clock, watch, e, ct);
            }
        }
    }

    private async Task AgainAsync(Session session, string what, int number, Stopwatch clock, BlockerWatch watch, Exception e, CancellationToken ct)
    {
        await session.RollBackAsync();
        report(new LockTry(number, clock.Elapsed.TotalSeconds, watch.Seen));
        var pause = Pause(number);
        if (clock.Elapsed + pause > deadline)
        {
            throw NotMet(what, number, watch.Seen, e);
        }

        await Task.Delay(pause, ct);
    }

    /// <summary>The transaction is gone as a whole and did nothing wrong: a lock was not free, or it lost a deadlock or a race.</summary>
    private static bool IsWorthAnotherTry(PostgresException e) =>
        e.SqlState is ServerErrors.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    /// <summary>50 ms, growing by half at each try up to 2 s, each between half and one and a half of that.</summary>
    private static TimeSpan Pause(int number)
    {
        var pause = Math.Min(_longestPause.TotalMilliseconds, 50 * Math.Pow(1.5, Math.Min(number, 20) - 1));
        return TimeSpan.FromMilliseconds(pause * RandomNumberGenerator.GetInt32(500, 1500) / 1000);
    }

    private OperatorException TooSlow(string what, LockWaits waits, Exception e) => new(
        $"{what}: {waits}, for rows or tables that it locks; the stall budget is {Duration.Say(stallBudget)}; everything of it was rolled back, {TriesOverBudget} times",
        "let it hold its locks for less: cut a data script into batches ('-- whimbrel:batch TABLE.KEY'), write dynamic DDL as statements; or run it with --downtime minimal, or raise locks.stall_budget.",
        ExitCode.BudgetNotMet,
        e);

    private OperatorException NotMet(string what, int tries, IReadOnlyList<Blocker> blockers, Exception e) => new(
        $"{what}: the lock was not free for {Duration.Say(wait)} in {tries} {(tries == 1 ? "try" : "tries")} within {Duration.Say(deadline)}; everything of it was rolled back"
        + string.Concat(blockers.Select(b => "\n  blocked by " + b)),
        "end or wait for the session that stands in the way, then run the same command; 'whimbrel locks' shows who holds what.",
        ExitCode.BudgetNotMet,
        e);
}
