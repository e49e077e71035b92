using Npgsql;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>A transaction of ours whose snapshot pg_dump takes over: what is read here is what is in the dump.</summary>
internal sealed class DumpSnapshot : IAsyncDisposable
{
    private readonly Session _session;

    private DumpSnapshot(Session session, string id)
    {
        (_session, Id) = (session, id);
    }

    public string Id { get; }

    /// <param name="lockWait">The longest wait for a lock, the same as pg_dump's.</param>
    public static async Task<DumpSnapshot> ExportAsync(Database database, TimeSpan lockWait, CancellationToken ct)
    {
        var session = await database.OpenAsync(ct);
        session.CommandSeconds = 0;
        try
        {
            await session.ExecuteTogetherAsync(
                ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "SET LOCAL search_path = pg_catalog", "SET LOCAL statement_timeout = 0", $"SET LOCAL lock_timeout = '{Math.Max(1, (long)lockWait.TotalMilliseconds)}ms'", "SET LOCAL idle_in_transaction_session_timeout = 0"], ct);
            if (session.ServerMajor >= 17)
            {
                await session.ExecuteAsync("SET LOCAL transaction_timeout = 0", ct);
            }

            return new DumpSnapshot(session, await session.QuerySingleAsync("export_snapshot", row => row.Text("Snapshot"), ct));
        }
        catch
        {
            await session.RollBackAsync();
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads the schema, and ends the transaction as soon as pg_dump has the snapshot.</summary>
    /// <param name="isTaken">Ends with pg_dump's first byte, or with pg_dump.</param>
    public async Task<Fingerprint> ReadAsync(Task isTaken, CancellationToken ct)
    {
        try
        {
            var fingerprint = await Fingerprint.ReadSchemaAsync(_session, ct);
            await isTaken;
            return fingerprint;
        }
        catch (PostgresException e)
        {
            throw new OperatorException($"the schema cannot be read for the backup's fingerprint: {e.MessageText} (SQLSTATE {e.SqlState}); nothing was changed", "run 'whimbrel locks' to see who stands in the way, then the same command.", ExitCode.WentBack, e);
        }
        finally
        {
            await _session.RollBackAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _session.RollBackAsync();
        await _session.DisposeAsync();
    }
}
