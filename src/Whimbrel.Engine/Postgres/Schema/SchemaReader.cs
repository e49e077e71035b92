using Whimbrel.Sql.Schema;

namespace Whimbrel.Engine.Postgres.Schema;

/// <summary>The schema of a database as rules and lock model see it: queries over the catalogue, none of which locks a relation of the database for longer than a moment.</summary>
public static class SchemaReader
{
    /// <summary>All of it as at one moment; the session must not have a transaction open.</summary>
    public static async Task<DatabaseSchema> ReadAsync(Session session, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(session);
        await session.ExecuteAsync("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ct);
        try
        {
            var path = await session.QuerySingleAsync("search_path", row => row.Items<string>("Schemas"), ct);

            // With nothing else to be found by its bare name, format_type writes the schema of each type.
            await session.ExecuteAsync("SET LOCAL search_path = pg_catalog", ct);
            var schema = new DatabaseSchema { IsComplete = true, SearchPath = path };
            foreach (var relation in (await CatalogSnapshot.ReadAsync(session, ct)).Relations())
            {
                schema.Set(relation);
            }

            foreach (var type in await session.QueryAsync("schema_types", CatalogRows.ReadType, ct))
            {
                schema.Set(type);
            }

            await session.ExecuteAsync("COMMIT", ct);
            await EmptyTables.FindAsync(session, schema, ct);
            PartitionTotals.SumUp(schema);
            return schema;
        }
        catch
        {
            await session.RollBackAsync();
            throw;
        }
    }
}
