using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>One moment of the database, which pg_dump and we look at: what is read here is what stands in the archive.</summary>
internal sealed class DatabaseSnapshot : IAsyncDisposable
{
    private readonly Session _session;

    private DatabaseSnapshot(Session session, string id) => (_session, Id) = (session, id);

    /// <summary>As <c>pg_dump --snapshot</c> takes it; good until this is disposed of.</summary>
    internal string Id { get; }

    /// <param name="lockWait">As long as pg_dump waits for a table: to know what a view is takes a lock.</param>
    internal static async Task<DatabaseSnapshot> ExportAsync(Database database, TimeSpan lockWait, CancellationToken ct)
    {
        var session = await database.OpenForScriptAsync(ct);
        try
        {
            await session.ExecuteTogetherAsync(["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "SET LOCAL idle_in_transaction_session_timeout = 0", "SET LOCAL statement_timeout = 0", $"SET LOCAL lock_timeout = {Math.Max(1, (long)lockWait.TotalMilliseconds)}"], ct);
            return new DatabaseSnapshot(session, await session.QuerySingleAsync("export_snapshot", row => row.Text("Id"), ct));
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the database is, without its rows.</summary>
    internal Task<IReadOnlyDictionary<string, string>> ObjectsAsync(CancellationToken ct) => Fingerprint.ReadObjectsAsync(_session, ct);

    public async ValueTask DisposeAsync()
    {
        await _session.RollBackAsync();
        await _session.DisposeAsync();
    }
}
