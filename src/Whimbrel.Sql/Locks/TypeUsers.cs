using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>The tables with columns of a type, or of a domain over it.</summary>
internal static class TypeUsers
{
    internal static IEnumerable<Relation> Of(DatabaseSchema schema, RelationName type)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { TypeNames.Written(schema.FindType(type)?.Name ?? schema.WhereNew(type)) };
        foreach (var domain in schema.Types.Where(t => t.BaseType is { } over && names.Contains(over)).ToList())
            _ = names.Add(TypeNames.Written(domain.Name));
        return schema.Relations.Where(r => r.Kind is RelationKind.Table or RelationKind.PartitionedTable or RelationKind.MaterializedView
            && r.Columns.Any(c => names.Contains(c.Type) || (c.Type.EndsWith("[]", StringComparison.Ordinal) && names.Contains(c.Type[..^2]))));
    }
}
