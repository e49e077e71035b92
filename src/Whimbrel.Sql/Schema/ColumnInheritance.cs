namespace Whimbrel.Sql.Schema;

/// <summary>What a child table gets from its parents.</summary>
internal static class ColumnInheritance
{
    /// <summary>Partitions share the identity of their table since PostgreSQL 17; other children never do.</summary>
    internal static Column Inherited(Column column, bool isPartition) =>
        column with { IsLocal = false, IsIdentity = column.IsIdentity && isPartition };

    /// <summary>Its checks with those of its parents: one of the same name is the same.</summary>
    internal static IReadOnlyList<TableConstraint> Checks(IEnumerable<Relation> parents, IReadOnlyList<TableConstraint> own)
    {
        var all = own.ToList();
        foreach (var check in parents.SelectMany(p => p.Constraints).Where(c => c.Kind == ConstraintKind.Check && !c.IsNoInherit))
        {
            if (!all.Exists(c => c.Name == check.Name))
                all.Add(check with { IsLocal = false });
        }

        return all;
    }
}
