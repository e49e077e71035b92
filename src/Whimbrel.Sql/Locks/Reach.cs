using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>How far a lock goes from one relation to those that belong to it.</summary>
internal static class Reach
{
    /// <summary>The relation and all that is below it: partitions, or children by inheritance; of an index, its parts.</summary>
    internal static List<Relation> Tree(this LockSet locks, Relation top)
    {
        var found = new List<Relation>(1) { top };
        if (!locks.Schema.HasChildren(top.Name))
            return found;

        var seen = new HashSet<RelationName> { top.Name };
        for (var i = 0; i < found.Count; i++)
        {
            foreach (var child in locks.Schema.ChildrenOf(found[i].Name))
            {
                if (seen.Add(child.Name))
                    found.Add(child);
            }
        }

        return found;
    }

    /// <summary>The relation alone where the statement says ONLY.</summary>
    internal static List<Relation> Tree(this LockSet locks, Relation top, bool isOnly) => isOnly ? [top] : locks.Tree(top);

    internal static IEnumerable<Relation> Below(this LockSet locks, Relation top) => locks.Tree(top).Skip(1);

    /// <summary>Only a partitioned table takes its partitions with it; children by inheritance stay out.</summary>
    internal static List<Relation> Partitions(this LockSet locks, Relation top) =>
        top.Kind == RelationKind.PartitionedTable ? locks.Tree(top) : [top];

    internal static IEnumerable<TableConstraint> ForeignKeys(this Relation table) => table.Constraints.Where(c => c.Kind == ConstraintKind.ForeignKey);

    /// <summary>The other end of a foreign key with its partitions, as far as it is known.</summary>
    internal static IEnumerable<Relation> OtherEnd(this LockSet locks, TableConstraint foreignKey) =>
        foreignKey.References is { } name && locks.Named(name) is { } other ? locks.Partitions(other) : [];

    internal static IEnumerable<Relation> IndexesOf(this LockSet locks, Relation table) => locks.Schema.IndexesOf(table.Name);

    internal static bool Uses(this Relation index, string column) =>
        index.Index is { } facts && (facts.UsedColumns.Has(column) || facts.Columns.Has(column) || facts.Included.Has(column));

    internal static bool Has(this IReadOnlyList<string?> columns, string name)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i] == name)
                return true;
        }

        return false;
    }

    /// <summary>The default partition, which may hold rows of the one that comes or goes.</summary>
    internal static Relation? DefaultPartition(this LockSet locks, Relation parent) =>
        locks.Schema.ChildrenOf(parent.Name).FirstOrDefault(c => c.IsDefaultPartition);

    /// <summary>The table is written anew, and with it every index.</summary>
    internal static void RewriteWithIndexes(this LockSet locks, Relation table, Func<Relation, bool>? isBuiltAgain = null)
    {
        if (table.Kind is not (RelationKind.Table or RelationKind.MaterializedView))
            return;

        locks.Rewrite(table);
        foreach (var index in locks.IndexesOf(table))
        {
            locks.Take(index, LockMode.AccessExclusive);
            if (isBuiltAgain?.Invoke(index) != true)
                locks.Rewrite(index);
        }
    }
}
