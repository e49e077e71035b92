using Whimbrel.Engine.Postgres;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Steps.Migrate;

/// <summary>An index of a table that a statement builds an index on.</summary>
/// <param name="Name">Quoted, with its schema.</param>
/// <param name="IsNamed">It has the name that the statement gives.</param>
/// <param name="Builder">The backend that builds it now; 0 when none does.</param>
/// <param name="Definition">Without its name.</param>
internal sealed record SoloIndex(long Oid, string Name, bool IsNamed, bool IsValid, int Builder, string Application, string Definition)
{
    /// <summary>A build of it has ended half-way.</summary>
    internal bool IsLeft => !IsValid && Builder == 0;

    internal static SoloIndex Read(Row row) => new(row.Number("Oid"), row.Text("Name"), row.Claim("IsNamed"), row.Claim("IsValid"), (int)row.Number("Builder"), row.Text("Application"), row.Text("Definition"));
}

/// <summary>The indexes of the tables that a statement builds indexes on: CREATE INDEX or REINDEX CONCURRENTLY.</summary>
internal sealed class SoloIndexes(Session session, Statement statement)
{
    internal bool Builds => statement.Index is { Concurrently: true } || statement.Kind == "ReindexStmt";

    internal async Task<IReadOnlyList<SoloIndex>> ReadAsync(CancellationToken ct)
    {
        if (!Builds)
        {
            return [];
        }

        var tables = statement.Relations.Select(r => new QualifiedName(r.Schema, r.Name).Quoted).ToArray();

        // An index lies in its table's schema.
        var name = statement.Index is { Name: { } own } build ? new QualifiedName(build.Table.Schema, own).Quoted : null;
        return await session.QueryAsync("table_indexes", SoloIndex.Read, ct, tables, name);
    }
}
