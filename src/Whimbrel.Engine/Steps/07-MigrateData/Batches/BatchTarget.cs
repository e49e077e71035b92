using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Steps.MigrateData.Batches;

/// <summary>The table that the batches write.</summary>
/// <param name="Table">Quoted, with its schema.</param>
internal sealed record BatchTarget(long Oid, string Table)
{
    /// <param name="session">With the script's search_path.</param>
    internal static async Task<BatchTarget> FindAsync(Session session, QualifiedName name, CancellationToken ct)
    {
        var found = await session.QueryAsync("batch_target", row => new BatchTarget(row.Number("Oid"), row.Text("Quoted")), ct, name.Quoted);

        // A view has no rows of its own, and a table that is not there fails with the server's own message.
        return found.Count == 0 ? new BatchTarget(0, name.Quoted) : found[0];
    }
}
