using Whimbrel.Sql.Queries;

namespace Whimbrel.Sql.Schema;

/// <summary>
/// The relations that are known at one point of the migrations. Without a database, a relation that is not found here may well exist;
/// with one (<see cref="IsComplete"/>), it does not.
/// </summary>
public sealed class DatabaseSchema
{
    /// <summary>Where temporary relations stand; they are found before all others.</summary>
    internal const string Temporary = "pg_temp";

    private readonly Dictionary<RelationName, Relation> _relations = [];
    private readonly Dictionary<RelationName, UserType> _types = [];
    private readonly SchemaLinks _links = new();
    private IReadOnlyList<string>? _pathAtStart;
    private IReadOnlyList<string>? _pathBehindLocal;
    private int _temporaries;

    /// <summary>Everything in the database stood here at the start.</summary>
    public bool IsComplete { get; init; }

    /// <summary>The schemas in which a name without one is looked for; new relations go into the first.</summary>
    public IReadOnlyList<string> SearchPath { get; set; } = ["public"];

    /// <summary>The queries that the application was seen to send, and the tables and columns that they use.</summary>
    public QueryUses Queries { get; set; } = QueryUses.None;

    public IEnumerable<Relation> Relations => _relations.Values;

    public IEnumerable<UserType> Types => _types.Values;

    public Relation? Find(RelationName name)
    {
        if (name.Schema is not null)
            return _relations.GetValueOrDefault(name);
        if (_temporaries > 0 && _relations.TryGetValue(name with { Schema = Temporary }, out var temporary))
            return temporary;

        foreach (var schema in SearchPath)
        {
            if (_relations.TryGetValue(name with { Schema = schema }, out var found))
                return found;
        }

        return null;
    }

    /// <summary>The name with its schema: where it is found, or where it would be made.</summary>
    public RelationName Resolve(RelationName name) => Find(name)?.Name ?? WhereNew(name);

    /// <summary>Adds or replaces; the name has a schema.</summary>
    public void Set(Relation relation)
    {
        ArgumentNullException.ThrowIfNull(relation);
        var old = _relations.GetValueOrDefault(relation.Name);
        _links.Change(relation.Name, old, relation);
        _relations[relation.Name] = relation;
        if (old is null && relation.Name.Schema == Temporary)
            _temporaries++;
    }

    public void Remove(RelationName name)
    {
        if (!_relations.Remove(Resolve(name), out var old))
            return;

        _links.Change(old.Name, old, null);
        if (old.Name.Schema == Temporary)
            _temporaries--;
    }

    public UserType? FindType(RelationName name) =>
        name.Schema is not null
            ? _types.GetValueOrDefault(name)
            : SearchPath.Select(schema => _types.GetValueOrDefault(name with { Schema = schema })).FirstOrDefault(found => found is not null);

    public void Set(UserType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        _types[type.Name] = type;
    }

    public void RemoveType(RelationName name) => _types.Remove(FindType(name)?.Name ?? name);

    public IEnumerable<Relation> IndexesOf(RelationName table) => Linked(SchemaLink.Indexes, table);

    /// <summary>Its partitions, or the tables that inherit from it: one level; an index: the indexes of the partitions below it.</summary>
    public IEnumerable<Relation> ChildrenOf(RelationName parent) => Linked(SchemaLink.Parent, parent);

    public bool HasChildren(RelationName parent) => _links.Has(SchemaLink.Parent, parent);

    /// <summary>The sequences that its columns own.</summary>
    public IEnumerable<Relation> SequencesOf(RelationName table) => Linked(SchemaLink.Owner, table);

    /// <summary>The tables with a foreign key to it, itself included.</summary>
    public IEnumerable<Relation> ReferencesTo(RelationName table) => Linked(SchemaLink.Referenced, table);

    /// <summary>The views that read it.</summary>
    public IEnumerable<Relation> ViewsOf(RelationName relation) => Linked(SchemaLink.Read, relation);

    /// <summary>Names of constraints are chosen so that a schema has none of them twice.</summary>
    internal bool HasConstraint(string schema, string name) => _links.HasConstraint(schema, name);

    /// <summary>Where a relation of this name would be made.</summary>
    internal RelationName WhereNew(RelationName name) =>
        name.Schema is null ? name with { Schema = SearchPath.Count > 0 ? SearchPath[0] : "public" } : name;

    /// <param name="path">null: as it was at the start.</param>
    internal void SetPath(IReadOnlyList<string>? path)
    {
        _pathAtStart ??= SearchPath;
        SearchPath = path ?? _pathAtStart;
        _pathBehindLocal = null;
    }

    /// <summary>SET LOCAL: until the transaction ends.</summary>
    internal void SetLocalPath(IReadOnlyList<string>? path)
    {
        var behind = _pathBehindLocal ?? SearchPath;
        SetPath(path);
        _pathBehindLocal = behind;
    }

    internal void EndLocalPath()
    {
        if (_pathBehindLocal is { } behind)
            SetPath(behind);
    }

    /// <summary>What a session leaves with its end.</summary>
    internal void RemoveTemporary()
    {
        if (_temporaries == 0)
            return;

        foreach (var name in _relations.Keys.Where(name => name.Schema == Temporary).ToList())
            Remove(name);
    }

    private IReadOnlyList<Relation> Linked(SchemaLink link, RelationName to)
    {
        if (!_links.Has(link, to))
            return [];

        var linked = new List<Relation>();
        foreach (var name in _links.To(link, to))
            linked.Add(_relations[name]);
        return linked;
    }
}
