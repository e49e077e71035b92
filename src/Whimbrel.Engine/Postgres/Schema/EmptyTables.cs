using Npgsql;
using Whimbrel.Sql;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Engine.Postgres.Schema;

/// <summary>Tables that were never analyzed and have no page: without this look, each would count as one of unknown size.</summary>
internal static class EmptyTables
{
    /// <summary>When one of them is locked by somebody, all stay unknown: nobody is to wait for this.</summary>
    public static async Task FindAsync(Session session, DatabaseSchema schema, CancellationToken ct)
    {
        if (!schema.Relations.Any(r => r is { Rows: null, Kind: RelationKind.Table or RelationKind.MaterializedView }))
        {
            return;
        }

        try
        {
            foreach (var name in await session.QueryAsync("empty_tables", row => new RelationName(row.Text("Schema"), row.Text("Name")), ct))
            {
                if (schema.Find(name) is { } relation)
                {
                    schema.Set(relation with { Rows = 0, Bytes = 0 });
                }
            }
        }
        catch (PostgresException e) when (e.SqlState == ServerErrors.LockNotAvailable)
        {
            // Unknown is the careful answer.
        }
    }
}
