using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>A schema while a script changes it.</summary>
/// <param name="Script">What goes into <see cref="Relation.CreatedBy"/>.</param>
internal sealed record Change(DatabaseSchema Schema, string Script)
{
    /// <summary>The name under which a statement makes a relation.</summary>
    internal RelationName NewName(Node relation)
    {
        var name = relation.AsRelation() ?? default;
        return relation.Is("relpersistence"u8, "t"u8) ? name with { Schema = DatabaseSchema.Temporary } : Schema.WhereNew(name);
    }

    /// <summary>The relation; one that nobody has seen so far is remembered with what is learned from now on.</summary>
    internal Relation Known(RelationName name, RelationKind kind = RelationKind.Table)
    {
        if (Schema.Find(name) is { } found)
            return found;

        var unknown = new Relation(Schema.WhereNew(name), kind) { IsPartlyKnown = true };
        Schema.Set(unknown);
        return unknown;
    }

    /// <summary>Sets what became of the relation with this name; nothing when there is none.</summary>
    internal void Update(RelationName name, Func<Relation, Relation> change)
    {
        if (Schema.Find(name) is { } found)
            Schema.Set(change(found));
    }

    internal void UpdateColumn(RelationName table, string column, Func<Column, Column> change) =>
        Update(table, r => r.Column(column) is null ? r : r with { Columns = [.. r.Columns.Select(c => c.Name == column ? change(c) : c)] });

    internal void UpdateConstraint(RelationName table, string constraint, Func<TableConstraint, TableConstraint> change) =>
        Update(table, r => r.Constraint(constraint) is null ? r : r with { Constraints = [.. r.Constraints.Select(c => c.Name == constraint ? change(c) : c)] });

    /// <summary>The relation and all below it, parents first; without its children when the statement says ONLY.</summary>
    internal IEnumerable<Relation> WithChildren(Relation top, bool only = false)
    {
        var seen = new HashSet<RelationName> { top.Name };
        var open = new Queue<Relation>([top]);
        while (open.TryDequeue(out var next))
        {
            yield return next;
            foreach (var child in only ? [] : Schema.ChildrenOf(next.Name).Where(child => seen.Add(child.Name)))
                open.Enqueue(child);
        }
    }
}
