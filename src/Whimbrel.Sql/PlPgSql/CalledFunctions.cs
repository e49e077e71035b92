using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.PlPgSql;

/// <summary>The functions and procedures that a statement runs; what it merely defines (a trigger, a view, a default) runs later.</summary>
internal static class CalledFunctions
{
    internal static IReadOnlyList<RelationName> Of(string kind, Node statement) => kind switch
    {
        "SelectStmt" or "CallStmt" or "InsertStmt" or "UpdateStmt" or "DeleteStmt" or "MergeStmt" or "CreateTableAsStmt" or "ReturnStmt" => In(statement),
        _ => [],
    };

    /// <summary>It does not recurse, however deep the tree.</summary>
    private static List<RelationName> In(Node statement)
    {
        var found = new List<RelationName>();
        if (!statement.Mentions("funcname"u8))
            return found;

        var open = new Stack<Node>();
        open.Push(statement);
        while (open.TryPop(out var node))
        {
            if (node.NameParts("funcname"u8).ToRelation() is { } function)
                found.Add(function);
            for (var next = node.FirstChild; next is { } child; next = node.ChildAfter(child))
            {
                if (child.HasChildren)
                    open.Push(child);
            }
        }

        return found;
    }
}
