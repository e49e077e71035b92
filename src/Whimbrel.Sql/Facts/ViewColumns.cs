namespace Whimbrel.Sql.Facts;

/// <summary>The columns that a query gives, as far as its text tells.</summary>
internal static class ViewColumns
{
    internal static bool HasStar(Node query) => Targets(query).Any(IsStar);

    /// <summary>By name, null for one that the server names; null altogether where a * hides how many there are.</summary>
    internal static List<string?>? Of(Node view)
    {
        if (view.Child("query"u8) is not { } query || HasStar(query))
            return null;

        var given = view.Items("aliases"u8).Select(a => a.NameParts()[0]).ToList();
        return [.. Targets(query).Select((target, i) => i < given.Count ? given[i] : NameOf(target))];
    }

    /// <summary>UNION takes its names from the first query.</summary>
    private static IEnumerable<Node> Targets(Node query)
    {
        var select = query.Unwrap().Body;
        while (select.Child("larg"u8) is { } first)
            select = first;
        return select.Items("targetList"u8).Select(t => t.Unwrap().Body);
    }

    private static bool IsStar(Node target) =>
        target.Child("val"u8)?.Child("ColumnRef"u8) is { } column && column.Items("fields"u8).Any(field => field.Child("A_Star"u8) is not null);

    private static string? NameOf(Node target) =>
        target.Word("name"u8) ?? (target.Child("val"u8)?.Child("ColumnRef"u8) is { } column ? column.Items("fields"u8).Last().NameParts()[^1] : null);
}
