using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Queries;

/// <summary>How one query uses one table.</summary>
/// <param name="Written">As it stands in the query.</param>
/// <param name="Found">Where our own search path finds it; the application may have another.</param>
internal sealed record TableUse(RecordedQuery Query, RelationName Written, RelationName? Found)
{
    internal HashSet<string> Columns { get; } = new(StringComparer.Ordinal);

    /// <summary>The query reads more than one table, and not all of them are known: the column may be of another.</summary>
    internal HashSet<string> PossibleColumns { get; } = new(StringComparer.Ordinal);

    internal bool IsWhole { get; set; }

    internal QueryUse? Of(RelationName table, string? column)
    {
        var isSame = Written.Schema is null || table.Schema is null || Written.Schema == table.Schema;
        var isPossible = IsWhole || (column is not null && PossibleColumns.Contains(column));
        var isNamed = column is null || Columns.Contains(column);
        if (!isSame || !(isNamed || isPossible))
            return null;

        return new QueryUse(Query, isNamed && (Written.Schema is not null || table.Schema is null || Found == table));
    }

    /// <summary>A use for each table that the query names.</summary>
    internal static List<TableUse> Of(RecordedQuery query, QueryNames names, DatabaseSchema schema)
    {
        var tables = names.Tables.ToList();
        var isSingle = tables.Select(t => t.Table).Distinct().Count() == 1;
        return [.. tables.Select(t => Of(new TableUse(query, t.Table, schema.Find(t.Table)?.Name), t.Alias, names, schema, isSingle))];
    }

    private static TableUse Of(TableUse use, string alias, QueryNames names, DatabaseSchema schema, bool isSingle)
    {
        var known = schema.Find(use.Written);
        known = known?.IsPartlyKnown == false ? known : null;
        use.IsWhole = names.Wholes.Contains(null) || names.Wholes.Contains(alias) || (known?.Column(alias) is null && names.Columns.Contains((null, alias)));
        foreach (var (qualifier, column) in names.Columns)
        {
            if (qualifier == alias || (qualifier is null && known?.Column(column) is not null))
                _ = use.Columns.Add(column);
            else if (qualifier is null && known is null)
                _ = (isSingle ? use.Columns : use.PossibleColumns).Add(column);
        }

        return use;
    }
}
