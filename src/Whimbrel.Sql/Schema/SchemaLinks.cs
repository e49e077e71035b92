namespace Whimbrel.Sql.Schema;

/// <summary>How one relation points at another.</summary>
internal enum SchemaLink
{
    Indexes,
    Parent,
    Owner,
    Referenced,
    Read,
}

/// <summary>Who points at a relation: kept up with each change, so that nobody has to look through all relations.</summary>
internal sealed class SchemaLinks
{
    private static readonly HashSet<RelationName> _none = [];
    private readonly Dictionary<RelationName, HashSet<RelationName>>[] _to = [.. Enum.GetValues<SchemaLink>().Select(_ => new Dictionary<RelationName, HashSet<RelationName>>())];
    private readonly Dictionary<(string? Schema, string Name), int> _constraints = [];

    internal bool Has(SchemaLink link, RelationName target) => _to[(int)link].ContainsKey(target);

    internal HashSet<RelationName> To(SchemaLink link, RelationName target) => _to[(int)link].GetValueOrDefault(target) ?? _none;

    internal bool HasConstraint(string schema, string name) => _constraints.ContainsKey((schema, name));

    internal void Change(RelationName name, Relation? before, Relation? after)
    {
        Change(SchemaLink.Parent, name, before?.Parents, after?.Parents);
        Change(SchemaLink.Read, name, before?.Reads, after?.Reads);
        Change(SchemaLink.Indexes, name, before?.Index?.Table, after?.Index?.Table);
        Change(SchemaLink.Owner, name, before?.OwnedBy, after?.OwnedBy);
        if (!ReferenceEquals(before?.Constraints, after?.Constraints))
            ChangeConstraints(name, before?.Constraints ?? [], after?.Constraints ?? []);
    }

    private void ChangeConstraints(RelationName name, IReadOnlyList<TableConstraint> before, IReadOnlyList<TableConstraint> after)
    {
        foreach (var constraint in before)
        {
            Unlink(SchemaLink.Referenced, name, constraint.References);
            var key = (name.Schema, constraint.Name);
            if (_constraints.GetValueOrDefault(key) is var count and > 1)
                _constraints[key] = count - 1;
            else
                _ = _constraints.Remove(key);
        }

        foreach (var constraint in after)
        {
            Link(SchemaLink.Referenced, name, constraint.References);
            var key = (name.Schema, constraint.Name);
            _constraints[key] = _constraints.GetValueOrDefault(key) + 1;
        }
    }

    private void Change(SchemaLink link, RelationName name, IReadOnlyList<RelationName>? before, IReadOnlyList<RelationName>? after)
    {
        if (ReferenceEquals(before, after))
            return;

        foreach (var target in before ?? [])
            Unlink(link, name, target);
        foreach (var target in after ?? [])
            Link(link, name, target);
    }

    private void Change(SchemaLink link, RelationName name, RelationName? before, RelationName? after)
    {
        if (before == after)
            return;

        Unlink(link, name, before);
        Link(link, name, after);
    }

    private void Link(SchemaLink link, RelationName name, RelationName? target)
    {
        if (target is not { } known)
            return;
        var to = _to[(int)link];
        if (!to.TryGetValue(known, out var names))
            to[known] = names = [];
        _ = names.Add(name);
    }

    private void Unlink(SchemaLink link, RelationName name, RelationName? target)
    {
        if (target is not { } known || !_to[(int)link].TryGetValue(known, out var names))
            return;

        _ = names.Remove(name);
        if (names.Count == 0)
            _ = _to[(int)link].Remove(known);
    }
}
