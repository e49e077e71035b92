using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Steps.MigrateData.Batches;

/// <summary>Vacuums the table between two batches when an autovacuum is due and does not come: later batches then fill the places that earlier ones left.</summary>
internal sealed class DeadRows(Run run, Session look, BatchTarget target, Action<string> note, Action<string> progress)
{
    private static readonly TimeSpan _between = TimeSpan.FromSeconds(1);
    private DateTimeOffset _since = run.Time.GetUtcNow();
    private long _asked;

    internal async Task VacuumIfDueAsync(CancellationToken ct)
    {
        if (_asked != 0 && run.Time.GetElapsedTime(_asked) < _between)
        {
            return;
        }

        foreach (var (table, dead) in await look.QueryAsync("dead_rows", row => (row.Text("Quoted"), row.Number("Dead")), ct, target.Oid, _since))
        {
            await VacuumAsync(table, dead, ct);
            _since = run.Time.GetUtcNow();
        }

        _asked = run.Time.GetTimestamp();
    }

    private async Task VacuumAsync(string table, long dead, CancellationToken ct)
    {
        note($"vacuuming {table} on the way: it has {dead:N0} dead rows, and no autovacuum has come");
        progress($"vacuuming {table}");
        await using var session = await run.Database.OpenForScriptAsync(ct);
        await session.ExecuteAsync("SET vacuum_cost_delay = '2ms'", ct);

        // It waits for no lock: where the table is not free, it is left for the next time.
        await session.ExecuteAsync($"VACUUM (SKIP_LOCKED) {table}", ct);
    }
}
