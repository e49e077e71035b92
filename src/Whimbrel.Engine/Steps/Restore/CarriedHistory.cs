using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Steps.Restore;

/// <summary>Whimbrel's own history of the live database is carried over: what was done stays on record, also when its effect is gone. Both sessions are opened before nobody can come in any more.</summary>
internal sealed class CarriedHistory : IAsyncDisposable
{
    private readonly Session _from;
    private readonly Database _copy;
    private readonly Session _to;

    private CarriedHistory(Session from, Database copy, Session to) => (_from, _copy, _to) = (from, copy, to);

    internal static async Task<CarriedHistory> OpenAsync(Run run, CancellationToken ct)
    {
        var from = await run.Database.OpenForScriptAsync(ct);
        try
        {
            var copy = await Database.ConnectAsync(run.Database.Address with { Database = run.Facts.Restore!.Copy }, RestoreSessions.Name(run), run.Settings.Locks.StallBudget, ct);
            return new CarriedHistory(from, copy, await copy.OpenForScriptAsync(ct));
        }
        catch
        {
            await from.DisposeAsync();
            throw;
        }
    }

    /// <returns>How many rows the restored database did not have.</returns>
    internal async Task<long> RunAsync(CancellationToken ct)
    {
        if (!await _from.HasRelationAsync("whimbrel.history", ct))
        {
            return 0;
        }

        var rows = await _from.QuerySingleAsync("history_rows", row => row.Text("Rows"), ct);
        await _to.ExecuteAsync("BEGIN", ct);
        await History.EnsureAsync(_to, ct);
        var carried = await _to.ExecuteAsync(CatalogQuery.Text("carry_history", _to.ServerMajor), ct, rows);
        await _to.ExecuteAsync("COMMIT", ct);
        return carried;
    }

    public async ValueTask DisposeAsync()
    {
        await _to.DisposeAsync();
        await _copy.DisposeAsync();
        await _from.DisposeAsync();
    }
}
