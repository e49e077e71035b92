namespace Whimbrel.Sql;

/// <summary>A table, view, sequence or index as the script names it; without a schema, the search path decides.</summary>
public readonly record struct RelationName(string? Schema, string Name)
{
    /// <summary>Names differ more often than schemas.</summary>
    public bool Equals(RelationName other) => Name == other.Name && Schema == other.Schema;

    public override int GetHashCode() => Name?.GetHashCode(StringComparison.Ordinal) ?? 0;

    /// <summary>For people and not quoted: schema.name.</summary>
    public override string ToString() => Schema is null ? Name : $"{Schema}.{Name}";
}
