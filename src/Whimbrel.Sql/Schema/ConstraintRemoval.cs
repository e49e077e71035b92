namespace Whimbrel.Sql.Schema;

/// <summary>A constraint goes, with its index, and with the foreign keys that need it.</summary>
internal static class ConstraintRemoval
{
    internal static void Drop(Change change, Relation table, string name, bool isOnly)
    {
        if (table.Constraint(name) is not { } constraint)
            return;

        change.Update(table.Name, t => t with { Constraints = [.. t.Constraints.Where(c => c.Name != name)] });
        if (constraint.Kind == ConstraintKind.NotNull)
            change.UpdateColumn(table.Name, constraint.Columns[0], c => c with { NotNull = false });
        if (constraint.Index is { } index)
            RelationRemoval.Remove(change, table.Name with { Name = index });
        if (constraint.Kind is ConstraintKind.PrimaryKey or ConstraintKind.Unique)
            DropForeignKeys(change, table.Name, constraint.Columns);
        foreach (var child in change.Schema.ChildrenOf(table.Name))
            DropInherited(change, child, constraint, isOnly);
    }

    /// <summary>All that the column is part of.</summary>
    internal static void DropOfColumn(Change change, Relation table, string column)
    {
        foreach (var index in change.Schema.IndexesOf(table.Name).Where(i => i.Index!.UsedColumns.Contains(column, StringComparer.Ordinal)))
            RelationRemoval.Remove(change, index.Name);
        foreach (var constraint in table.Constraints.Where(c => c.Columns.Contains(column, StringComparer.Ordinal)))
            Drop(change, change.Known(table.Name), constraint.Name, isOnly: false);
    }

    private static void DropInherited(Change change, Relation child, TableConstraint constraint, bool isOnly)
    {
        var same = constraint.Kind == ConstraintKind.ForeignKey
            ? child.Constraints.FirstOrDefault(c => c.Kind == ConstraintKind.ForeignKey && !c.IsLocal && c.References == constraint.References && c.Columns.SequenceEqual(constraint.Columns, StringComparer.Ordinal))
            : child.Constraint(constraint.Name);
        if (same is null || same.IsLocal || (constraint.Kind != ConstraintKind.ForeignKey && constraint.Kind != ConstraintKind.Check))
            return;

        if (isOnly)
            change.UpdateConstraint(child.Name, same.Name, c => c with { IsLocal = true });
        else if (!child.Parents.Any(p => change.Schema.Find(p)?.Constraint(same.Name) is not null))
            Drop(change, child, same.Name, isOnly: false);
    }

    private static void DropForeignKeys(Change change, RelationName table, IReadOnlyList<string> key)
    {
        foreach (var other in change.Schema.ReferencesTo(table))
        {
            var needed = other.Constraints.Where(c => c.References == table && c.ReferencedColumns.Order(StringComparer.Ordinal).SequenceEqual(key.Order(StringComparer.Ordinal), StringComparer.Ordinal));
            foreach (var foreign in needed.ToList())
                Drop(change, change.Known(other.Name), foreign.Name, isOnly: false);
        }
    }
}
