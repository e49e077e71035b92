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
            "InsertStmt" or "UpdateStmt" or "MergeStmt" or "SelectStmt" or "DeleteStmt" => Assigned(body).Prepend(OfItself(statement.Kind, body)),
            _ => [],
        };
    }

    private static IEnumerable<List<(string Name, bool IsPart)>> Assigned(Node body) =>
        body.All("UpdateStmt"u8).Select(update => Targets(update, "targetList"))
            .Concat(body.All("InsertStmt"u8).Select(insert => Targets(insert, "cols")))
            .Concat(body.All("MergeWhenClause"u8).Select(clause => Targets(clause, "targetList")))
            .Concat(body.All("onConflictClause"u8).Select(clause => Targets(clause, "targetList")));

    private static List<(string Name, bool IsPart)> OfItself(string kind, Node body) => kind switch
    {
        "UpdateStmt" => Targets(body, "targetList"),
        "InsertStmt" => Targets(body, "cols"),
        _ => [],
    };

    private static List<(string Name, bool IsPart)> Targets(Node node, string list) =>
        [.. node.Children.Where(child => child.Name == list).SelectMany(child => child.Children)
            .Select(item => item.Unwrap().Body).Select(target => (target.Word("name"u8) ?? "", target.Items("indirection"u8).Any()))];

    private static List<(string Name, bool IsPart)> Columns(Node create) =>
        [.. AddedConstraints.Columns(create).Select(column => (column.Word("colname"u8) ?? "", false))];
}
