using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Batches;

/// <summary>What makes a statement more than the sum of its rows.</summary>
internal static class BatchObstacles
{
    private static readonly HashSet<string> _aggregates = new(
        "count sum avg min max array_agg string_agg json_agg jsonb_agg json_object_agg jsonb_object_agg bool_and bool_or every bit_and bit_or bit_xor xmlagg stddev variance any_value range_agg mode percentile_cont percentile_disc"
            .Split(' '),
        StringComparer.Ordinal);

    /// <returns>null when each row is done by itself.</returns>
    internal static string? Of(string kind, Node statement)
    {
        if (HasWritingCte(statement))
            return "a part of its WITH changes rows: that would be done again for each batch";
        return kind switch
        {
            "UpdateStmt" or "DeleteStmt" => statement.Child("whereClause"u8)?.Child("CurrentOfExpr"u8) is null ? null : "it takes the row of a cursor",
            "InsertStmt" => OfInsert(statement),
            _ => "only UPDATE, DELETE and INSERT … SELECT can be cut into batches",
        };
    }

    private static string? OfInsert(Node statement)
    {
        if (statement.Child("selectStmt"u8)?.Child("SelectStmt"u8) is not { } select || select.Child("valuesLists"u8) is not null)
            return "an INSERT without SELECT has no rows to walk";
        if (HasWritingCte(select))
            return "a part of its WITH changes rows: that would be done again for each batch";
        if (select.Child("op"u8) is not null && !select.Is("op"u8, "SETOP_NONE"u8))
            return "UNION, INTERSECT and EXCEPT look at all rows at once";
        if (select.Child("groupClause"u8) is not null || select.Child("havingClause"u8) is not null || select.Child("distinctClause"u8) is not null)
            return "GROUP BY, HAVING and DISTINCT look at more than one row at once";
        if (select.Child("limitCount"u8) is not null || select.Child("limitOffset"u8) is not null)
            return "LIMIT and OFFSET would count anew in each batch";
        return select.Items("targetList"u8).SelectMany(t => t.All("FuncCall"u8)).Any(IsAboutManyRows) ? "an aggregate or window function looks at more than one row at once" : null;
    }

    private static bool IsAboutManyRows(Node call) =>
        call.Child("over"u8) is not null || call.Flag("agg_star"u8) || (call.NameParts("funcname"u8) is [.., var name] && _aggregates.Contains(name));

    private static bool HasWritingCte(Node statement) =>
        statement.Child("withClause"u8) is { } with
        && with.Items("ctes"u8).Any(c => c.Unwrap().Body.Child("ctequery"u8)?.Unwrap().Kind is "InsertStmt" or "UpdateStmt" or "DeleteStmt" or "MergeStmt");
}
