using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Steps.MigrateData.Batches;

/// <summary>How far the batches of a statement have come.</summary>
/// <param name="Reached">The key up to which all is done; null before the first batch.</param>
/// <param name="Last">The greatest key when the first batch began; null for an empty table.</param>
/// <param name="Keys">How many rows of the walked table were passed, roughly.</param>
/// <param name="Rows">How many rows were changed.</param>
internal sealed record BatchState(string[]? Reached, string[]? Last, long Keys, long Rows, long Batches)
{
    internal bool IsDone => Last is null || (Reached is not null && Reached.SequenceEqual(Last, StringComparer.Ordinal));
}

/// <summary>Keeps how far a statement's batches have come in the database, in each batch's own transaction.</summary>
internal sealed class Checkpoint(Session session, BatchKey key, string run, string version, string script, int part)
{
    private static readonly string[] _ways = ["enable_seqscan", "enable_bitmapscan", "enable_sort", "enable_incremental_sort"];

    private IReadOnlyList<string> _asBefore = [];

    /// <summary>To be sent before the batch's own statement: lets the planner go as the script would have it.</summary>
    internal IEnumerable<SqlCommand> AsBefore => _ways.Zip(_asBefore, (way, value) => new SqlCommand($"SET LOCAL {way} = {value}"));

    private object?[] Id => [run, version, script, part];

    /// <summary>Where it stands; begun if it was not.</summary>
    internal async Task<BatchState> BeginAsync(CancellationToken ct)
    {
        _asBefore = await session.QueryAsync("planner_ways", row => row.Claim("IsOn") ? "on" : "off", ct, [_ways]);
        await session.ExecuteAsync(Text("begin_batches", ""), ct, Id);
        return await session.QuerySingleAsync("batches", Read, ct, Id);
    }

    /// <summary>Begins a transaction and takes the next rows for it: along the key's index, whatever the planner believes of a table that was never analyzed.</summary>
    /// <returns>The last of their keys; null when another session has taken them, or has just done them.</returns>
    internal async Task<string[]?> ClaimAsync(BatchState state, long size, CancellationToken ct)
    {
        await session.ExecuteTogetherAsync(["BEGIN", .. _ways.Select(w => $"SET LOCAL {w} = off")], ct);
        var text = Text("claim_batch", key.Range(null, 7, state.Reached is not null));
        var claimed = await session.ReadAsync(text, row => row.Items<string>("Reached").ToArray(), ct, [.. Id, state.Reached, size - 1, .. state.Reached ?? [], .. state.Last!]);
        return claimed.Count == 0 ? null : claimed[0];
    }

    internal Task CountAsync(long rows, CancellationToken ct) => session.ExecuteAsync(CatalogQuery.Text("count_batch", session.ServerMajor), ct, [.. Id, rows]);

    private static BatchState Read(Row row) => new(
        row.IsNull("Reached") ? null : [.. row.Items<string>("Reached")],
        row.IsNull("Last") ? null : [.. row.Items<string>("Last")],
        row.Number("Keys"),
        row.Number("Rows"),
        row.Number("Batches"));

    private string Text(string query, string range) => CatalogQuery.Text(query, session.ServerMajor)
        .Replace("{table}", key.Table, StringComparison.Ordinal)
        .Replace("{texts}", key.Texts, StringComparison.Ordinal)
        .Replace("{ascending}", key.Names(), StringComparison.Ordinal)
        .Replace("{descending}", key.Names(" DESC"), StringComparison.Ordinal)
        .Replace("{range}", range, StringComparison.Ordinal);
}
