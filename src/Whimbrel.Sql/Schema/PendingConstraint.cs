using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>A constraint as it stands in the statement, not yet named.</summary>
/// <param name="Column">The column in whose definition it stands; null for one of the table.</param>
internal sealed record PendingConstraint(Node Node, string? Column)
{
    internal string Kind => Node.Word("contype"u8) ?? "";

    /// <summary>null: the server makes one up.</summary>
    internal string? Name { get; init; } = Node.Word("conname"u8);

    internal bool IsPrimary => Kind == "CONSTR_PRIMARY";

    internal bool HasIndex => Kind is "CONSTR_PRIMARY" or "CONSTR_UNIQUE" or "CONSTR_EXCLUSION";

    internal List<string> Keys(ReadOnlySpan<byte> list) =>
        Node.Child(list) is { } keys ? [.. keys.Children.SelectMany(k => k.NameParts())] : Column is null ? [] : [Column];

    /// <summary>All of a CREATE TABLE, inline or not, in their order.</summary>
    internal static List<PendingConstraint> Of(Node statement)
    {
        var found = new List<PendingConstraint>();
        foreach (var (kind, element) in statement.Items("tableElts"u8).Concat(statement.Items("constraints"u8)).Select(e => e.Unwrap()))
        {
            if (kind == "Constraint")
                found.Add(new PendingConstraint(element, null));
            else if (kind == "ColumnDef")
                found.AddRange(OfColumn(element));
        }

        return found;
    }

    internal static IEnumerable<PendingConstraint> OfColumn(Node column)
    {
        var name = column.Word("colname"u8);
        return column.Items("constraints"u8).Select(c => new PendingConstraint(c.Unwrap().Body, name));
    }

    /// <summary>Those with an index, the primary key first; of two on the same columns the server makes one, under the name that one of them has.</summary>
    internal static List<PendingConstraint> WithoutDoubles(List<PendingConstraint> pending)
    {
        var kept = new List<PendingConstraint>();
        foreach (var next in pending.Where(p => p.HasIndex).OrderBy(p => !p.IsPrimary))
        {
            var same = kept.FindIndex(k => k.IsSameIndex(next));
            if (same < 0)
                kept.Add(next);
            else if (kept[same].Name is null && next.Name is not null)
                kept[same] = kept[same] with { Name = next.Name };
        }

        return kept;
    }

    private bool IsSameIndex(PendingConstraint other) =>
        Exclusions() is { } exclusions && exclusions == other.Exclusions()
        && Node.Child("indexname"u8) is null && other.Node.Child("indexname"u8) is null
        && Node.Flag("nulls_not_distinct"u8) == other.Node.Flag("nulls_not_distinct"u8)
        && Node.Flag("deferrable"u8) == other.Node.Flag("deferrable"u8)
        && Keys("keys"u8).SequenceEqual(other.Keys("keys"u8), StringComparer.Ordinal)
        && Included.SequenceEqual(other.Included, StringComparer.Ordinal);

    /// <summary>Columns, operators and method of EXCLUDE; null when there is an expression or a condition, which are not compared.</summary>
    private string? Exclusions()
    {
        var pairs = Node.Items("exclusions"u8).Select(pair => pair.Unwrap().Body.Items("items"u8).ToList()).ToList();
        if (Node.Child("where_clause"u8) is not null || pairs.Exists(pair => pair[0].Unwrap().Body.Word("name"u8) is null))
            return null;

        return Node.Word("access_method"u8) + string.Concat(pairs.Select(pair => $" {pair[0].Unwrap().Body.Word("name"u8)} {string.Join('.', pair[1].NameParts())}"));
    }

    internal List<string> Included => Node.NameParts("including"u8);
}
