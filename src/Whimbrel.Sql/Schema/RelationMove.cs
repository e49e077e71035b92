namespace Whimbrel.Sql.Schema;

/// <summary>A relation gets another name or schema; whoever points at it follows.</summary>
internal static class RelationMove
{
    internal static void Move(Change change, Relation relation, RelationName to)
    {
        var (schema, from) = (change.Schema, relation.Name);
        if (from == to)
            return;

        var pointing = schema.IndexesOf(from).Concat(schema.ChildrenOf(from)).Concat(schema.SequencesOf(from)).Concat(schema.ReferencesTo(from)).Concat(schema.ViewsOf(from))
            .Select(r => r.Name).Distinct().Where(name => name != from).ToList();
        schema.Remove(from);
        schema.Set(Redirected(relation, from, to) with { Name = to });
        foreach (var name in pointing)
            change.Update(name, r => Redirected(r, from, to));
        if (relation.Index is { } index)
            change.Update(index.Table, t => RenamedIndex(t, from.Name, to.Name));
    }

    /// <summary>To another schema go a table's indexes and its sequences too.</summary>
    internal static void MoveToSchema(Change change, Relation relation, string schema)
    {
        var along = change.Schema.IndexesOf(relation.Name).Concat(change.Schema.SequencesOf(relation.Name)).ToList();
        Move(change, relation, relation.Name with { Schema = schema });
        foreach (var other in along.Select(o => change.Schema.Find(o.Name)).OfType<Relation>())
            Move(change, other, other.Name with { Schema = schema });
    }

    private static Relation Redirected(Relation relation, RelationName from, RelationName to)
    {
        var changed = relation;
        if (relation.Index?.Table == from)
            changed = changed with { Index = relation.Index with { Table = to } };
        if (relation.OwnedBy == from)
            changed = changed with { OwnedBy = to };
        if (relation.Parents.Contains(from))
            changed = changed with { Parents = [.. relation.Parents.Select(p => p == from ? to : p)] };
        if (relation.Reads.Contains(from))
            changed = changed with { Reads = [.. relation.Reads.Select(p => p == from ? to : p)] };
        if (relation.Constraints.Any(c => c.References == from))
            changed = changed with { Constraints = [.. relation.Constraints.Select(c => c.References == from ? c with { References = to } : c)] };
        return changed;
    }

    /// <summary>The constraint behind an index is renamed with it.</summary>
    private static Relation RenamedIndex(Relation table, string from, string to) => table.Constraints.Any(c => c.Index == from)
        ? table with { Constraints = [.. table.Constraints.Select(c => c.Index == from ? c with { Name = to, Index = to } : c)] }
        : table;
}
