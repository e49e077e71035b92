namespace Whimbrel.Sql.Schema;

/// <summary>ALTER TABLE … INHERIT and NO INHERIT.</summary>
internal static class InheritanceChange
{
    internal static void Inherit(Change change, Relation child, Relation parent) =>
        change.Schema.Set(child with { Parents = [.. child.Parents, parent.Name] });

    /// <summary>What no other parent has becomes the child's own.</summary>
    internal static void NoInherit(Change change, Relation child, Relation parent)
    {
        var left = child.Parents.Where(p => p != parent.Name).ToList();
        var others = left.Select(p => change.Schema.Find(p)).OfType<Relation>().ToList();
        change.Schema.Set(child with
        {
            Parents = left,
            Columns = [.. child.Columns.Select(c => others.Exists(o => o.Column(c.Name) is not null) ? c : c with { IsLocal = true })],
            Constraints = [.. child.Constraints.Select(c => others.Exists(o => o.Constraint(c.Name) is not null) ? c : c with { IsLocal = true })],
        });
    }
}
