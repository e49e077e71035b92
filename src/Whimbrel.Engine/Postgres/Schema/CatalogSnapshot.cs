using Whimbrel.Sql;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Engine.Postgres.Schema;

/// <summary>The catalogue's rows, and the relations that they are together.</summary>
internal sealed class CatalogSnapshot
{
    private readonly Dictionary<long, Relation> _relations;
    private readonly Dictionary<(long Relation, int Number), string> _names;
    private readonly ILookup<long, Column> _columns;

    private CatalogSnapshot(IReadOnlyList<(long Oid, Relation Relation)> relations, IReadOnlyList<(long Relation, int Number, Column Column)> columns)
    {
        _relations = relations.ToDictionary(r => r.Oid, r => r.Relation);
        _names = columns.ToDictionary(c => (c.Relation, c.Number), c => c.Column.Name);
        _columns = columns.ToLookup(c => c.Relation, c => c.Column);
    }

    private ILookup<long, ConstraintRow> Constraints { get; init; } = Array.Empty<ConstraintRow>().ToLookup(c => c.Relation);

    private Dictionary<long, IndexRow> Indexes { get; init; } = [];

    private ILookup<long, long> Parents { get; init; } = Array.Empty<long>().ToLookup(p => p);

    private ILookup<long, long> Reads { get; init; } = Array.Empty<long>().ToLookup(p => p);

    private ILookup<long, (string Name, bool IsForEachRow)> Triggers { get; init; } = Array.Empty<(string, bool)>().ToLookup(_ => 0L);

    private Dictionary<long, (long Table, int Column)> Owners { get; init; } = [];

    internal static async Task<CatalogSnapshot> ReadAsync(Session session, CancellationToken ct)
    {
        var relations = await session.QueryAsync("schema_relations", CatalogRows.ReadRelation, ct);
        var columns = await session.QueryAsync("schema_columns", CatalogRows.ReadColumn, ct);
        var constraints = await session.QueryAsync("schema_constraints", CatalogRows.ReadConstraint, ct);
        var indexes = await session.QueryAsync("schema_indexes", CatalogRows.ReadIndex, ct);
        var parents = await session.QueryAsync("schema_parents", row => (Relation: row.Number("Relation"), Parent: row.Number("Parent")), ct);
        var reads = await session.QueryAsync("schema_views", row => (View: row.Number("View"), Relation: row.Number("Relation")), ct);
        var triggers = await session.QueryAsync("schema_triggers", row => (Relation: row.Number("Relation"), Trigger: (row.Text("Name"), row.Claim("IsForEachRow"))), ct);
        var owners = await session.QueryAsync("schema_sequences", row => (Sequence: row.Number("Sequence"), Owner: (row.Number("Table"), (int)row.Number("Column"))), ct);
        return new CatalogSnapshot(relations, columns)
        {
            Constraints = constraints.ToLookup(c => c.Relation),
            Indexes = indexes.ToDictionary(i => i.Oid),
            Parents = parents.ToLookup(p => p.Relation, p => p.Parent),
            Reads = reads.ToLookup(r => r.View, r => r.Relation),
            Triggers = triggers.ToLookup(t => t.Relation, t => t.Trigger),
            Owners = owners.ToDictionary(o => o.Sequence, o => o.Owner),
        };
    }

    internal IEnumerable<Relation> Relations() => _relations.Select(r => Whole(r.Key, r.Value));

    private Relation Whole(long oid, Relation bare)
    {
        var triggers = Triggers[oid].ToList();
        var isOwned = Owners.TryGetValue(oid, out var owner) && _relations.ContainsKey(owner.Table);
        return bare with
        {
            Columns = [.. _columns[oid]],
            Constraints = [.. Constraints[oid].Select(c => ConstraintOf(oid, c))],
            Parents = Names(Parents[oid]),
            Reads = Names(Reads[oid]),
            Triggers = [.. triggers.Select(t => t.Name)],
            RowTriggers = [.. triggers.Where(t => t.IsForEachRow).Select(t => t.Name)],
            Index = Indexes.TryGetValue(oid, out var index) ? IndexOf(index) : null,
            OwnedBy = isOwned ? _relations[owner.Table].Name : null,
            OwnedByColumn = isOwned ? _names[(owner.Table, owner.Column)] : null,
        };
    }

    private TableConstraint ConstraintOf(long table, ConstraintRow row) => row.Constraint with
    {
        Columns = Columns(table, row.Keys),
        References = row.References is { } target && _relations.TryGetValue(target, out var other) ? other.Name : null,
        ReferencedColumns = row.References is { } referenced ? Columns(referenced, row.ReferencedKeys) : [],
        Index = row.Index is { } index && _relations.TryGetValue(index, out var behind) ? behind.Name.Name : null,
        NotNullColumns = row.Tree is { } tree ? Columns(table, NotNullTree.Columns(tree)) : [],
    };

    private IndexFacts IndexOf(IndexRow row)
    {
        var keys = row.Keys.Select(k => _names.GetValueOrDefault((row.Table, k))).ToList();
        return row.Facts with
        {
            Table = _relations[row.Table].Name,
            Columns = [.. keys.Take(row.KeyCount)],
            Included = [.. keys.Skip(row.KeyCount).OfType<string>()],
            UsedColumns = [.. keys.OfType<string>().Concat(Columns(row.Table, row.ExpressionKeys)).Distinct(StringComparer.Ordinal)],
        };
    }

    private IReadOnlyList<string> Columns(long table, IReadOnlyList<short> numbers) =>
        [.. numbers.Select(n => _names.GetValueOrDefault((table, n))).OfType<string>()];

    private IReadOnlyList<RelationName> Names(IEnumerable<long> oids) =>
        [.. oids.Select(o => _relations.GetValueOrDefault(o)?.Name).OfType<RelationName>()];
}
