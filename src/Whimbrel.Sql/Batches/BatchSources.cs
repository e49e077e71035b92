using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Batches;

/// <summary>A table that a statement reads row by row.</summary>
/// <param name="IsOptional">It stands on the side of an outer join where rows may be missing.</param>
internal sealed record BatchSource(RelationName Table, string? Alias, bool IsOptional, bool IsTarget)
{
    internal bool IsCalled(string place)
    {
        var (schema, name) = place.LastIndexOf('.') is >= 0 and var dot ? (place[..dot], place[(dot + 1)..]) : (null, place);
        return schema is null
            ? BatchCut.Names(name, Alias ?? Table.Name) || (Alias is not null && BatchCut.Names(name, Table.Name))
            : BatchCut.Names(name, Table.Name) && (Table.Schema is null || BatchCut.Names(schema, Table.Schema));
    }
}

internal static class BatchSources
{
    internal static IEnumerable<BatchSource> Of(string kind, Node statement)
    {
        if (kind == "InsertStmt")
            return statement.Child("selectStmt"u8)?.Child("SelectStmt"u8) is { } select ? From(select.Items("fromClause"u8)) : [];

        var target = statement.Child("relation"u8) is { } relation ? Read(relation, isOptional: false, isTarget: true) : [];
        return [.. target, .. From(statement.Items(kind == "UpdateStmt" ? "fromClause"u8 : "usingClause"u8))];
    }

    /// <summary>The columns that an UPDATE sets.</summary>
    internal static IEnumerable<string> Sets(Node statement) =>
        statement.Items("targetList"u8).Select(t => t.Child("ResTarget"u8)?.Word("name"u8)).OfType<string>();

    private static IEnumerable<BatchSource> From(NodeList items) => items.SelectMany(i => Item(i, isOptional: false));

    private static IEnumerable<BatchSource> Item(Node item, bool isOptional)
    {
        var (kind, body) = item.Unwrap();
        return kind switch
        {
            "RangeVar" => Read(body, isOptional, isTarget: false),
            "JoinExpr" =>
            [
                .. Side(body.Child("larg"u8), isOptional || body.Word("jointype"u8) is "JOIN_RIGHT" or "JOIN_FULL"),
                .. Side(body.Child("rarg"u8), isOptional || body.Word("jointype"u8) is "JOIN_LEFT" or "JOIN_FULL"),
            ],
            _ => [],
        };
    }

    private static IEnumerable<BatchSource> Side(Node? side, bool isOptional) => side is { } item ? Item(item, isOptional) : [];

    private static IEnumerable<BatchSource> Read(Node relation, bool isOptional, bool isTarget) => relation.AsRelation() is { } table
        ? [new BatchSource(table, relation.Child("alias"u8)?.Word("aliasname"u8), isOptional, isTarget)]
        : [];
}
