namespace Whimbrel.Sql;

/// <summary>A table, view, sequence or index as the script names it; without a schema, the search path decides.</summary>
public readonly record struct RelationName(string? Schema, string Name)
{
    /// <summary>For people and not quoted: schema.name.</summary>
    public override string ToString() => Schema is null ? Name : $"{Schema}.{Name}";
}
