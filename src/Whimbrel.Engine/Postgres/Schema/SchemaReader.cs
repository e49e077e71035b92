using Whimbrel.Sql.Schema;

namespace Whimbrel.Engine.Postgres.Schema;

/// <summary>The schema of a database as rules and lock model see it: ten queries over the catalogue, none of which locks a relation of the database; and its queries.</summary>
public static class SchemaReader
{
    /// <summary>All of it as at one moment; the session must not have a transaction open.</summary>
    public static async Task<DatabaseSchema> ReadAsync(Session session, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(session);
        var schema = await ReadCatalogAsync(session, ct);
        schema.Queries = await RecordedQueries.ReadAsync(session, schema, ct);
        return schema;
    }

    private static async Task<DatabaseSchema> ReadCatalogAsync(Session session, CancellationToken ct)
    {
        await session.ExecuteAsync("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ct);
        try
        {
            var path = await session.QuerySingleAsync("search_path", row => row.Items<string>("Schemas"), ct);

            // With nothing else to be found by its bare name, format_type writes the schema of each type.
            await session.ExecuteAsync("SET LOCAL search_path = pg_catalog", ct);
            var relations = await CatalogSnapshot.ReadAsync(session, ct);
            var types = await session.QueryAsync("schema_types", CatalogRows.ReadType, ct);
            await session.ExecuteAsync("COMMIT", ct);
            return Whole(path, relations.Relations(), types);
        }
        catch
        {
            await session.RollBackAsync();
            throw;
        }
    }

    private static DatabaseSchema Whole(IReadOnlyList<string> path, IEnumerable<Relation> relations, IReadOnlyList<UserType> types)
    {
        var schema = new DatabaseSchema { IsComplete = true, SearchPath = path };
        foreach (var relation in relations)
        {
            schema.Set(relation);
        }

        foreach (var type in types)
        {
            schema.Set(type);
        }

        PartitionTotals.SumUp(schema);
        return schema;
    }
}
