namespace Whimbrel.Sql.Schema;

/// <summary>
/// The relations that are known at one point of the migrations. Without a database, a relation that is not found here may well exist;
/// with one (<see cref="IsComplete"/>), it does not.
/// </summary>
public sealed class DatabaseSchema
{
    private readonly Dictionary<RelationName, Relation> _relations = [];
    private readonly Dictionary<RelationName, UserType> _types = [];

    /// <summary>Everything in the database stood here at the start.</summary>
    public bool IsComplete { get; init; }

    /// <summary>The schemas in which a name without one is looked for; new relations go into the first.</summary>
    public IReadOnlyList<string> SearchPath { get; set; } = ["public"];

    public IEnumerable<Relation> Relations => _relations.Values;

    public Relation? Find(RelationName name)
    {
        if (name.Schema is not null)
            return _relations.GetValueOrDefault(name);

        foreach (var schema in SearchPath)
        {
            if (_relations.TryGetValue(name with { Schema = schema }, out var found))
                return found;
        }

        return null;
    }

    /// <summary>The name with its schema: where it is found, or where it would be made.</summary>
    public RelationName Resolve(RelationName name) =>
        Find(name)?.Name ?? (name.Schema is null ? name with { Schema = SearchPath.Count > 0 ? SearchPath[0] : "public" } : name);

    /// <summary>Adds or replaces; the name has a schema.</summary>
    public void Set(Relation relation) => _relations[relation.Name] = relation;

    public void Remove(RelationName name) => _relations.Remove(Resolve(name));

    public UserType? FindType(RelationName name) =>
        name.Schema is not null
            ? _types.GetValueOrDefault(name)
            : SearchPath.Select(schema => _types.GetValueOrDefault(name with { Schema = schema })).FirstOrDefault(found => found is not null);

    public void Set(UserType type) => _types[type.Name] = type;

    public void RemoveType(RelationName name) => _types.Remove(name.Schema is null ? name with { Schema = SearchPath[0] } : name);

    public IEnumerable<Relation> IndexesOf(RelationName table) => _relations.Values.Where(r => r.Index?.Table == table);

    /// <summary>Its partitions, or the tables that inherit from it: one level.</summary>
    public IEnumerable<Relation> ChildrenOf(RelationName parent) => _relations.Values.Where(r => r.Parents.Contains(parent));
}

/// <summary>A type that a script or the database defines.</summary>
public sealed record UserType(RelationName Name, UserTypeKind Kind)
{
    /// <summary>null when it was there before.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>A domain with CHECK or NOT NULL: adding a column of it must look at the rows.</summary>
    public bool HasConstraint { get; init; }

    /// <summary>A domain's type, as format_type writes it.</summary>
    public string? BaseType { get; init; }
}

/// <summary>What kind of type a script can define.</summary>
public enum UserTypeKind
{
    Enum,
    Domain,
    Composite,
    Range,
}
