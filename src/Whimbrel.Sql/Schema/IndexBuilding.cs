namespace Whimbrel.Sql.Schema;

/// <summary>An index comes to a table and to its partitions, alone or behind a constraint.</summary>
internal static class IndexBuilding
{
    internal static Relation Build(Change change, RelationName table, IndexFacts facts, string? given, ConstraintKind? constraint, bool isOnly = false, Relation? above = null)
    {
        var on = change.Known(table);
        var name = table with { Name = given ?? Name(change, table, facts, constraint) };
        var index = new Relation(name, on.Kind == RelationKind.PartitionedTable ? RelationKind.PartitionedIndex : RelationKind.Index)
        {
            CreatedBy = change.Script,
            Index = facts with { Table = table },
            Parents = above is null ? [] : [above.Name],
            IsPartition = above is not null,
        };
        change.Schema.Set(index);
        if (constraint is { } kind)
            AddConstraint(change, on, index, kind);
        if (!isOnly)
            BuildOnPartitions(change, on, index, constraint);
        return index;
    }

    /// <summary>ADD … USING INDEX: the index takes the constraint's name.</summary>
    internal static void Adopt(Change change, RelationName table, RelationName index, string name, ConstraintKind kind)
    {
        if (change.Schema.Find(index) is not { } found)
        {
            found = new Relation(index, RelationKind.Index) { Index = new IndexFacts(table, [], IsUnique: true), IsPartlyKnown = true };
            change.Schema.Set(found);
        }

        RelationMove.Move(change, found, found.Name with { Name = name });
        AddConstraint(change, change.Known(table), change.Known(found.Name with { Name = name }), kind);
    }

    /// <summary>An index that a partition has already is taken, if it is the same.</summary>
    internal static void BuildOnPartition(Change change, Relation partition, Relation above, ConstraintKind? constraint)
    {
        var same = change.Schema.IndexesOf(partition.Name).FirstOrDefault(i => i.Parents.Count == 0 && IsSame(i, above) && ConstraintOf(partition, i)?.Kind == constraint);
        if (same is null)
        {
            _ = Build(change, partition.Name, above.Index! with { IsValid = true }, null, constraint, above: above);
            return;
        }

        change.Schema.Set(same with { Parents = [above.Name], IsPartition = true });
        if (ConstraintOf(partition, same) is { } own)
            change.UpdateConstraint(partition.Name, own.Name, c => c with { IsLocal = false });
    }

    internal static TableConstraint? ConstraintOf(Relation table, Relation index) =>
        table.Constraints.FirstOrDefault(c => c.Index == index.Name.Name);

    private static void BuildOnPartitions(Change change, Relation on, Relation index, ConstraintKind? constraint)
    {
        foreach (var child in change.Schema.ChildrenOf(on.Name).Where(c => c.IsPartition))
            BuildOnPartition(change, change.Known(child.Name), index, constraint);
    }

    private static void AddConstraint(Change change, Relation table, Relation index, ConstraintKind kind)
    {
        ConstraintChange.AddTo(change, table.Name, new TableConstraint(index.Name.Name, kind, [.. index.Index!.Columns.OfType<string>()])
        {
            Index = index.Name.Name,
            IsLocal = !index.IsPartition,
        });
        if (kind != ConstraintKind.PrimaryKey)
            return;

        foreach (var child in change.WithChildren(table))
            AlterColumnChange.SetNotNull(change, child.Name, index.Index!.Columns.OfType<string>());
    }

    private static bool IsSame(Relation one, Relation other) =>
        one.Index!.IsUnique == other.Index!.IsUnique && one.Index.Method == other.Index.Method && one.Index.IsPartial == other.Index.IsPartial
        && one.Index.Columns.SequenceEqual(other.Index.Columns, StringComparer.Ordinal)
        && one.Index.Included.SequenceEqual(other.Index.Included, StringComparer.Ordinal);

    private static string Name(Change change, RelationName table, IndexFacts facts, ConstraintKind? constraint) => constraint switch
    {
        ConstraintKind.PrimaryKey => DefaultNames.OfRelation(change.Schema, table, null, "pkey", isConstraint: true),
        ConstraintKind.Unique => DefaultNames.OfRelation(change.Schema, table, DefaultNames.Joined(facts.AttributeNames), "key", isConstraint: true),
        ConstraintKind.Exclusion => DefaultNames.OfRelation(change.Schema, table, DefaultNames.Joined(facts.AttributeNames), "excl", isConstraint: true),
        _ => DefaultNames.OfRelation(change.Schema, table, DefaultNames.Joined(facts.AttributeNames), "idx"),
    };
}
