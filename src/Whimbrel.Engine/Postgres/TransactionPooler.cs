using Npgsql;

namespace Whimbrel.Engine.Postgres;

/// <summary>Finds a pooler that gives each transaction another backend: the run's lock and settings would be lost in it.</summary>
internal static class TransactionPooler
{
    /// <returns>Whether a pooler of another kind is between us and the server.</returns>
    /// <exception cref="OperatorException">When one is between us and the server.</exception>
    public static async Task<bool> RefuseAsync(Database database, Session session, CancellationToken ct)
    {
        // A pooler makes up the process id that it hands to its clients.
        var backend = await BackendAsync(session, ct);
        if (backend == session.ProcessId)
        {
            return false;
        }

        if (await IsOfStatementsAsync(session, ct) || await ChangesBackendAsync(database, session, backend, ct))
        {
            throw new OperatorException(
                $"a transaction pooler (PgBouncer or alike) stands between Whimbrel and {database.Address}: each transaction may get another backend, so that the run's lock, its timeouts and CONCURRENTLY statements would be lost; nothing was changed",
                "point database.url at the PostgreSQL server itself, not at the pooler.");
        }

        return true;
    }

    /// <summary>A pooler that gives each statement another backend allows no transaction at all.</summary>
    private static async Task<bool> IsOfStatementsAsync(Session session, CancellationToken ct)
    {
        try
        {
            await session.ExecuteAsync("BEGIN", ct);
            await session.ExecuteAsync("ROLLBACK", ct);
            return false;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ProtocolViolation)
        {
            return true;
        }
    }

    /// <summary>While another client holds our last backend in a transaction, a transaction pooler must give us another one.</summary>
    private static async Task<bool> ChangesBackendAsync(Database database, Session session, long backend, CancellationToken ct)
    {
        await using var other = await database.OpenAsync(ct);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            await other.ExecuteAsync("BEGIN", ct);
            var held = await BackendAsync(other, ct);
            var now = await BackendAsync(session, ct);
            await other.ExecuteAsync("ROLLBACK", ct);
            if (held == backend || now != backend)
            {
                return true;
            }
        }

        return false;
    }

    private static Task<long> BackendAsync(Session session, CancellationToken ct) =>
        session.QuerySingleAsync("own_backend", row => row.Number("Pid"), ct);
}
