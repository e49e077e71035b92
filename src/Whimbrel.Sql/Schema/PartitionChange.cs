using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>What a table gets by becoming a partition, and keeps when it is none any more.</summary>
internal static class PartitionChange
{
    internal static void Attach(Change change, Relation parent, Node command)
    {
        if (command.Relation("name"u8) is not { } name)
            return;

        var partition = change.Known(name) with
        {
            Parents = [parent.Name],
            IsPartition = true,
            IsDefaultPartition = command.Child("bound"u8) is { } bound && bound.Flag("is_default"u8),
        };
        change.Schema.Set(partition with { Columns = [.. partition.Columns.Select(c => Attached(c, parent))], Constraints = [.. partition.Constraints.Select(c => Attached(c, parent))] });
        CopyFromParent(change, partition.Name, parent.Name);
    }

    internal static void Detach(Change change, Relation parent, RelationName partition)
    {
        var names = change.Schema.IndexesOf(partition).ToList();
        foreach (var index in names)
            change.Schema.Set(index with { Parents = [], IsPartition = false });
        change.Update(partition, p => p with
        {
            Parents = [],
            IsPartition = false,
            IsDefaultPartition = false,
            Columns = [.. p.Columns.Select(c => c with { IsLocal = true, IsIdentity = false })],
            Constraints = [.. p.Constraints.Select(c => c with { IsLocal = true })],
            Triggers = [.. p.Triggers.Except(parent.RowTriggers, StringComparer.Ordinal)],
            RowTriggers = [.. p.RowTriggers.Except(parent.RowTriggers, StringComparer.Ordinal)],
        });
    }

    /// <summary>Indexes, foreign keys and row triggers; columns and checks it has already.</summary>
    internal static void CopyFromParent(Change change, RelationName partition, RelationName parent)
    {
        var from = change.Known(parent);
        foreach (var index in change.Schema.IndexesOf(parent))
            IndexBuilding.BuildOnPartition(change, change.Known(partition), index, IndexBuilding.ConstraintOf(from, index)?.Kind);
        foreach (var foreign in from.Constraints.Where(c => c.Kind == ConstraintKind.ForeignKey))
            CopyForeignKey(change, partition, foreign);
        foreach (var trigger in from.RowTriggers)
            TriggerChange.Add(change, partition, trigger, forEachRow: true);
    }

    internal static void CopyForeignKey(Change change, Relation table, TableConstraint foreign)
    {
        foreach (var partition in change.Schema.ChildrenOf(table.Name).Where(c => c.IsPartition))
            CopyForeignKey(change, partition.Name, foreign);
    }

    /// <summary>The partition's own foreign key of the same columns becomes one with its table's.</summary>
    private static void CopyForeignKey(Change change, RelationName name, TableConstraint foreign)
    {
        var partition = change.Known(name);
        var own = partition.Constraints.FirstOrDefault(c => c.Kind == ConstraintKind.ForeignKey && c.References == foreign.References && c.Columns.SequenceEqual(foreign.Columns, StringComparer.Ordinal));
        if (own is not null)
        {
            change.UpdateConstraint(name, own.Name, c => c with { IsLocal = false, IsValidated = true });
            return;
        }

        var isTaken = partition.Constraint(foreign.Name) is not null;
        var copy = isTaken ? DefaultNames.OfConstraint(change.Schema, name, DefaultNames.Joined(foreign.Columns), "fkey") : foreign.Name;
        ConstraintChange.AddTo(change, name, foreign with { Name = copy, IsLocal = false });
        CopyForeignKey(change, partition, foreign);
    }

    private static Column Attached(Column column, Relation parent) =>
        parent.Column(column.Name) is { } above ? column with { IsLocal = false, IsIdentity = above.IsIdentity } : column;

    private static TableConstraint Attached(TableConstraint constraint, Relation parent) =>
        constraint.Kind == ConstraintKind.Check && parent.Constraint(constraint.Name) is not null ? constraint with { IsLocal = false } : constraint;
}
