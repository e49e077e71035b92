namespace Whimbrel.Sql.Schema;

/// <summary>ALTER INDEX … ATTACH PARTITION.</summary>
internal static class IndexAttachment
{
    /// <summary>The index above becomes valid with the last partition's.</summary>
    internal static void Attach(Change change, Relation above, Relation index)
    {
        change.Schema.Set(index with { Parents = [above.Name], IsPartition = true });
        if (index.Index is { } facts && change.Schema.Find(facts.Table) is { } table && IndexBuilding.ConstraintOf(table, index) is { } constraint)
            change.UpdateConstraint(table.Name, constraint.Name, c => c with { IsLocal = false });

        var partitions = change.Schema.ChildrenOf(above.Index!.Table).Count(c => c.IsPartition);
        var attached = change.Schema.ChildrenOf(above.Name).Count(i => i.Index is { IsValid: true });
        if (attached >= partitions)
            change.Update(above.Name, a => a with { Index = a.Index! with { IsValid = true } });
    }
}
