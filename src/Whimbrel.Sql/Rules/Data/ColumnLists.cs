using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Data;

/// <summary>The lists in a statement in which no column may stand twice.</summary>
internal static class ColumnLists
{
    /// <summary>IsPart: only a field or an element of the column is meant, and the others may follow.</summary>
    internal static IEnumerable<List<(string Name, bool IsPart)>> Of(ParsedStatement statement)
    {
        var body = statement.Body;
        return statement.Kind switch
        {
            "CreateStmt" => [Columns(body)],
            "CreateForeignTableStmt" => [.. body.Items("base"u8).Any() ? [Columns(body.Child("base"u8)!.Value)] : Array.Empty<List<(string, bool)>>()],
            "ViewStmt" => [[.. body.NameParts("aliases"u8).Select(name => (name, false))]],
            "InsertStmt" or "UpdateStmt" or "MergeStmt" or "SelectStmt" or "DeleteStmt" => Assigned(body),
            _ => [],
        };
    }

    /// <summary>Its own, and those of the statements inside it.</summary>
    private static List<List<(string Name, bool IsPart)>> Assigned(Node body) =>
    [
        .. body.All("UpdateStmt"u8).Select(update => Targets(update, "targetList"u8)),
        .. body.All("InsertStmt"u8).Select(insert => Targets(insert, "cols"u8)),
        .. body.All("MergeWhenClause"u8).Select(clause => Targets(clause, "targetList"u8)),
        .. body.All("onConflictClause"u8).Select(clause => Targets(clause, "targetList"u8)),
    ];

    private static List<(string Name, bool IsPart)> Targets(Node node, ReadOnlySpan<byte> list)
    {
        var targets = new List<(string Name, bool IsPart)>();
        foreach (var item in node.Items(list))
        {
            var target = item.Unwrap().Body;
            targets.Add((target.Word("name"u8) ?? "", target.Child("indirection"u8) is not null));
        }

        return targets;
    }

    private static List<(string Name, bool IsPart)> Columns(Node create) =>
        [.. AddedConstraints.Columns(create).Select(column => (column.Word("colname"u8) ?? "", false))];
}
