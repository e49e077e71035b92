using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>Constraints that are there already: VALIDATE, DROP, ALTER.</summary>
internal static class ConstraintLocks
{
    internal static void TakeForValidate(AlteredTable table, Node command)
    {
        var (locks, name) = (table.Locks, command.Word("name"u8) ?? "");
        if (table.Relation.Constraint(name) is not { } constraint)
        {
            locks.Scan(table.Relation);
            locks.MayTakeMore($"the other end of {name} (RowShareLock), if it is a foreign key");
            return;
        }

        if (constraint.IsValidated)
            return;
        if (constraint.Kind == ConstraintKind.ForeignKey)
            locks.Take(locks.OtherEnd(constraint).Take(1), LockMode.RowShare, ForeignKeyLocks.OtherEnd);
        foreach (var relation in table.Tree.Where(r => constraint.Kind != ConstraintKind.ForeignKey || r == table.Relation || r.IsPartition))
        {
            locks.Take(relation, table.Mode);
            if (relation.Constraint(name) is not { IsValidated: true })
                locks.Scan(relation);
        }
    }

    internal static void TakeForDrop(AlteredTable table, Node command)
    {
        var (locks, name) = (table.Locks, command.Word("name"u8) ?? "");
        if (table.Relation.Constraint(name) is not { } constraint)
        {
            if (!locks.Schema.IsComplete)
                locks.MayTakeMore($"the other end of {name}, if it is a foreign key, else its index, and all below");
            return;
        }

        if (constraint.Kind is ConstraintKind.Check or ConstraintKind.NotNull)
            locks.Take(table.IsOnly ? locks.Schema.ChildrenOf(table.Relation.Name) : table.Tree, table.Mode);
        else if (constraint.Kind == ConstraintKind.ForeignKey)
            TakeForForeignKey(table, constraint);
        else
            TakeForIndex(table, constraint, command.Is("behavior"u8, "DROP_CASCADE"u8));
    }

    /// <summary>A foreign key of a partitioned table is one of each partition.</summary>
    internal static void TakeForAlter(AlteredTable table, Node command) => table.Locks.Take(table.Locks.Partitions(table.Relation), table.Mode);

    private static void TakeForForeignKey(AlteredTable table, TableConstraint constraint)
    {
        table.Locks.Take(table.Locks.Partitions(table.Relation), table.Mode);
        ForeignKeyLocks.TakeForLoss(table.Locks, constraint, isDependent: false);
    }

    private static void TakeForIndex(AlteredTable table, TableConstraint constraint, bool isCascaded)
    {
        var locks = table.Locks;
        locks.Take(locks.Partitions(table.Relation), LockMode.AccessExclusive);
        if (constraint.Index is { } name && locks.Named(table.Relation.Name with { Name = name }, RelationKind.Index) is { } index)
            locks.Take(locks.Tree(index), LockMode.AccessExclusive);
        if (!isCascaded)
            return;

        foreach (var other in locks.Schema.ReferencesTo(table.Relation.Name))
        {
            if (other.ForeignKeys().Any(f => f.References == table.Relation.Name && f.ReferencedColumns.Order(StringComparer.Ordinal).SequenceEqual(constraint.Columns.Order(StringComparer.Ordinal), StringComparer.Ordinal)))
                locks.Take(locks.Partitions(other), LockMode.AccessExclusive, ForeignKeyLocks.OtherEnd);
        }
    }
}
