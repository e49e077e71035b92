namespace Whimbrel.Sql.Schema;

/// <summary>
/// A relation goes, with all that cannot be without it: a DROP without CASCADE would fail where something else needs the relation,
/// so that behind a DROP that was done nothing is left of it either way.
/// </summary>
internal static class RelationRemoval
{
    internal static void Remove(Change change, RelationName name)
    {
        if (change.Schema.Find(name) is not { } relation)
            return;

        var schema = change.Schema;
        var dependents = schema.ChildrenOf(relation.Name).Concat(schema.IndexesOf(relation.Name)).Concat(schema.SequencesOf(relation.Name)).Concat(schema.ViewsOf(relation.Name)).ToList();
        var referencing = schema.ReferencesTo(relation.Name).ToList();
        schema.Remove(relation.Name);
        foreach (var dependent in dependents)
            Remove(change, dependent.Name);
        foreach (var other in referencing.Where(o => o.Name != relation.Name))
            change.Update(other.Name, o => o with { Constraints = [.. o.Constraints.Where(c => c.References != relation.Name)] });
        if (relation.Index is { } index)
            RemoveConstraint(change, relation, index);
    }

    private static void RemoveConstraint(Change change, Relation relation, IndexFacts index)
    {
        if (change.Schema.Find(index.Table) is { } table && IndexBuilding.ConstraintOf(table, relation) is { } constraint)
            ConstraintRemoval.Drop(change, table, constraint.Name, isOnly: false);
    }
}
