using System.Diagnostics;
using Npgsql;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Locks;

/// <summary>Ends what sessions do, or sessions: each only while it is still the one that was looked at.</summary>
public sealed class SessionEnding(Session session)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    /// <summary>A session that works can be cancelled; one that waits for its client has nothing to cancel.</summary>
    public static bool CanBeCancelled(Blocker blocker) => blocker.Kind == "autovacuum worker" || blocker.State is "active" or "fastpath function call" or "disabled";

    /// <returns>The session; null when there is none of this number.</returns>
    public async Task<LockSession?> FindAsync(int pid, CancellationToken ct) =>
        (await LockSession.ReadAsync(session, [pid], olderThan: null, ct)).SingleOrDefault();

    /// <returns>false when it was gone, another session has its number now, or it has gone on to something else.</returns>
    /// <exception cref="PostgresException">With 42501 when our user may not.</exception>
    public Task<bool> CancelAsync(LockSession ended, CancellationToken ct) => SignalAsync("cancel_session", ended.Blocker, ended.QueryStart, ct);

    /// <returns>false when it was gone, another session has its number now, or it has gone on to something else.</returns>
    /// <exception cref="PostgresException">With 42501 when our user may not.</exception>
    public Task<bool> TerminateAsync(LockSession ended, CancellationToken ct) => SignalAsync("terminate_session", ended.Blocker, ended.QueryStart, ct);

    /// <summary>Cancels whatever a session does.</summary>
    internal Task<bool> CancelAsync(Blocker blocker, CancellationToken ct) => SignalAsync("cancel_session", blocker, null, ct);

    /// <summary>Ends a session, whatever it does.</summary>
    internal Task<bool> TerminateAsync(Blocker blocker, CancellationToken ct) => SignalAsync("terminate_session", blocker, null, ct);

    /// <summary>Waits until nobody waits for it any more and its query has ended, or it is gone altogether.</summary>
    /// <param name="isToGo">Whether the session itself must be gone.</param>
    /// <returns>How many still wait for it, or null when it is over.</returns>
    public async Task<int?> WaitForEndAsync(LockSession ended, bool isToGo, TimeSpan limit, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var left = await session.QuerySingleAsync(
                "session_at_work",
                row => (IsThere: row.Claim("IsThere"), IsBusy: row.Claim("IsBusy"), Victims: (int)row.Number("Victims")),
                ct,
                ended.Blocker.Pid,
                ended.Blocker.BackendStart,
                ended.QueryStart);
            if (!left.IsThere || (!isToGo && !left.IsBusy && left.Victims == 0))
            {
                return null;
            }

            if (clock.Elapsed > limit)
            {
                return left.Victims;
            }

            await Task.Delay(_pause, ct);
        }
    }

    /// <summary>What it takes to end this session, when the server has refused it to our user.</summary>
    public static OperatorException Explain(PostgresException refusal, LockSession session, string user) => new(
        $"{user} may not end pid {session.Blocker.Pid}: {refusal.MessageText} (SQLSTATE {refusal.SqlState}); nothing was ended",
        (session.Blocker.Kind, session.IsSuperuser) switch
        {
            ("autovacuum worker", _) => $"let a superuser run: SELECT pg_cancel_backend({session.Blocker.Pid}); from PostgreSQL 18 on GRANT pg_signal_autovacuum_worker TO {Identifier.Quote(user)} is enough.",
            (_, true) => $"it is a superuser's session, which only a superuser may end: let one run SELECT pg_terminate_backend({session.Blocker.Pid}).",
            _ => $"let a superuser run: GRANT pg_signal_backend TO {Identifier.Quote(user)}; then run the same command.",
        },
        ExitCode.Refused,
        refusal);

    private async Task<bool> SignalAsync(string how, Blocker blocker, DateTimeOffset? queryStart, CancellationToken ct) =>
        await session.QuerySingleAsync(how, row => row.Claim("IsSignalled"), ct, blocker.Pid, blocker.BackendStart, queryStart);
}
