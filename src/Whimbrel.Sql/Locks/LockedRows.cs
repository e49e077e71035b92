using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Locks;

/// <summary>Which tables FOR UPDATE and its like are about; they may be named by their aliases.</summary>
internal sealed class LockedRows
{
    private readonly HashSet<RelationName> _relations = [];
    private readonly HashSet<RelationName> _aliases = [];

    internal static LockedRows None { get; } = new();

    internal static LockedRows Of(Node select)
    {
        if (select.Child("lockingClause"u8) is not { } clauses)
            return None;

        var found = new LockedRows();
        var tables = (select.Child("fromClause"u8) is { } from ? from.All("RangeVar"u8) : []).Select(t => (Name: t.AsRelation() ?? default, Alias: t.Child("alias"u8)?.Word("aliasname"u8))).ToList();
        foreach (var clause in clauses.Children.Select(c => c.Unwrap().Body))
        {
            var named = clause.Items("lockedRels"u8).Select(r => r.Unwrap().Body.AsRelation()?.Name).ToHashSet(StringComparer.Ordinal);
            found._relations.UnionWith(tables.Where(t => named.Count == 0 || named.Contains(t.Alias ?? t.Name.Name)).Select(t => t.Name));
        }

        found._aliases.UnionWith(tables.Where(t => t.Alias is not null).Select(t => new RelationName(null, t.Alias!)).Except(tables.Select(t => t.Name)));
        return found;
    }

    internal bool Has(RelationName relation) => _relations.Contains(relation);

    internal bool IsAlias(RelationName relation) => _aliases.Contains(relation);
}
