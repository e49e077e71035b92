using Npgsql;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Locks;

/// <summary>Who holds a run's lock.</summary>
/// <param name="Since">Null where the server does not tell our user about other users' sessions; then <paramref name="Client"/> is null too.</param>
public sealed record LockHolder(int Pid, string User, string Application, string? Client, DateTimeOffset? Since);

/// <summary>One run per database: an advisory lock on a connection of its own, idle and outside a transaction, gone with its process.</summary>
public sealed class RunLock : IAsyncDisposable
{
    // "WHIM" and 1: advisory locks are per database, so that the same numbers serve everywhere.
    private const int Class = 0x5748494D;
    private const int Key = 1;

    private Session? _session;

    private RunLock(Session session) => _session = session;

    /// <summary>Takes the lock, or says who holds it. It asks a few times, as a lock whose process has just died is given back within a moment.</summary>
    /// <exception cref="OperatorException">With <see cref="ExitCode.Held"/> when another run holds the database.</exception>
    public static async Task<RunLock> TakeAsync(Database database, CancellationToken ct)
    {
        var session = await database.OpenToWatchAsync(ct);
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                if (await session.QuerySingleAsync("advisory_lock", row => row.Claim("IsTaken"), ct, Class, Key))
                {
                    // The lock ends with its connection.
                    session.GoesBackTo = null;
                    return new RunLock(session);
                }

                var holder = await FindHolderAsync(session, ct);
                if (attempt >= 3 && holder is not null)
                {
                    throw Held(holder, database);
                }

                if (attempt >= 20)
                {
                    throw new OperatorException($"the lock of {database.Address} changes hands all the time; nothing was changed", "wait for the other runs, then run the same command.", ExitCode.Held);
                }

                await Task.Delay(100, ct);
            }
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Who holds the lock now; null when nobody does.</summary>
    public static async Task<LockHolder?> FindHolderAsync(Session session, CancellationToken ct)
    {
        var holders = await session.QueryAsync(
            "advisory_lock_holder",
            row => new LockHolder((int)row.Number("Pid"), row.Text("User"), row.Text("Application"), row.OptionalText("Client"), row.OptionalTime("Since")),
            ct,
            (long)Class,
            (long)Key);
        return holders.Count == 0 ? null : holders[0];
    }

    /// <summary>Makes sure that the connection that holds the lock still lives.</summary>
    /// <exception cref="OperatorException">When it does not: another run could have begun.</exception>
    public async Task AssertHeldAsync(CancellationToken ct)
    {
        if (_session is null)
        {
            return;
        }

        try
        {
            await _session.QuerySingleAsync("own_backend", row => row.Number("Pid"), ct);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException)
        {
            throw new OperatorException("the connection that holds the run's lock was lost", "see that the server is up, then 'whimbrel resume' or 'whimbrel abort'.", ExitCode.SomethingLeft, e);
        }
    }

    /// <summary>Shows the run's id to whoever asks who holds the lock.</summary>
    public Task NameAsync(string applicationName, CancellationToken ct) => _session?.NameAsync(applicationName, ct) ?? Task.CompletedTask;

    /// <summary>Gives it back, while nobody can connect to the database.</summary>
    public async Task YieldAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            await session.DisposeAsync();
        }
    }

    /// <summary>Takes it once more, in the database that has the name now.</summary>
    /// <exception cref="OperatorException">With <see cref="ExitCode.Held"/> when another run was quicker.</exception>
    public async Task TakeAgainAsync(Database database)
    {
        if (_session is null)
        {
            _session = (await TakeAsync(database, CancellationToken.None))._session;
        }
    }

    public ValueTask DisposeAsync() => _session?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static OperatorException Held(LockHolder holder, Database database) => new(
        $"another run holds {database.Address}: {holder.Application} (pid {holder.Pid}, user {holder.User}, {(holder.Since is null ? "of which we may know no more" : $"{(holder.Client is null ? "local" : "from " + holder.Client)}, since {holder.Since:yyyy-MM-dd HH:mm:ss} UTC")}); nothing was changed",
        "watch it with 'whimbrel status', and try again when it has ended.",
        ExitCode.Held);
}
