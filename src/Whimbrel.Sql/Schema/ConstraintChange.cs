using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>A constraint that a table gets, with its index and on its children.</summary>
internal static class ConstraintChange
{
    internal static void Add(Change change, RelationName table, PendingConstraint pending)
    {
        if (pending.Kind == "CONSTR_CHECK")
            AddCheck(change, table, pending, isNewTable: false);
        else if (pending.Kind == "CONSTR_FOREIGN")
            AddForeignKey(change, table, pending, isNewTable: false);
        else if (pending.HasIndex)
            AddWithIndex(change, table, pending);
    }

    internal static void AddCheck(Change change, RelationName table, PendingConstraint pending, bool isNewTable)
    {
        var expression = pending.Node.Child("raw_expr"u8) ?? pending.Node;
        var columns = Expressions.Columns(expression);
        var name = pending.Name ?? DefaultNames.OfConstraint(change.Schema, table, columns.Count == 1 ? columns[0] : null, "check");
        var check = new TableConstraint(name, ConstraintKind.Check, columns)
        {
            IsValidated = isNewTable || !pending.Node.Flag("skip_validation"u8),
            NotNullColumns = Expressions.NotNullColumns(expression),
            IsNoInherit = pending.Node.Flag("is_no_inherit"u8),
        };
        AddTo(change, table, check);
        foreach (var child in change.WithChildren(change.Known(table), check.IsNoInherit).Skip(1))
            AddTo(change, child.Name, check with { IsLocal = false });
    }

    internal static void AddForeignKey(Change change, RelationName table, PendingConstraint pending, bool isNewTable)
    {
        var columns = pending.Column is null ? pending.Keys("fk_attrs"u8) : [pending.Column];
        var target = pending.Node.Relation("pktable"u8) ?? default;
        var referenced = change.Schema.Find(target);
        var foreign = new TableConstraint(pending.Name ?? DefaultNames.OfConstraint(change.Schema, table, DefaultNames.Joined(columns), "fkey"), ConstraintKind.ForeignKey, columns)
        {
            References = referenced?.Name ?? change.Schema.WhereNew(target),
            ReferencedColumns = pending.Node.Child("pk_attrs"u8) is { } keys ? [.. keys.Children.SelectMany(k => k.NameParts())] : PrimaryKeyOf(referenced),
            IsValidated = isNewTable || !pending.Node.Flag("skip_validation"u8),
        };
        AddTo(change, table, foreign);
        PartitionChange.CopyForeignKey(change, change.Known(table), foreign);
    }

    internal static void AddWithIndex(Change change, RelationName table, PendingConstraint pending)
    {
        var kind = pending.Kind switch
        {
            "CONSTR_PRIMARY" => ConstraintKind.PrimaryKey,
            "CONSTR_UNIQUE" => ConstraintKind.Unique,
            _ => ConstraintKind.Exclusion,
        };
        if (pending.Node.Word("indexname"u8) is { } index)
            IndexBuilding.Adopt(change, table, table with { Name = index }, pending.Name ?? index, kind);
        else
            IndexBuilding.Build(change, table, IndexElements.Of(pending, table), pending.Name, kind);
    }

    /// <summary>Takes the place of one with the same name: a child's own check becomes one with its parent's.</summary>
    internal static void AddTo(Change change, RelationName table, TableConstraint constraint)
    {
        _ = change.Known(table);
        change.Update(table, t => t.Constraint(constraint.Name) is { } old
            ? t with { Constraints = [.. t.Constraints.Select(c => c.Name == old.Name ? constraint with { IsLocal = old.IsLocal || constraint.IsLocal } : c)] }
            : t with { Constraints = [.. t.Constraints, constraint] });
    }

    private static IReadOnlyList<string> PrimaryKeyOf(Relation? table) =>
        table?.Constraints.FirstOrDefault(c => c.Kind == ConstraintKind.PrimaryKey)?.Columns ?? [];
}
