using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Queries;

/// <summary>The tables and columns that a query names, as it writes them; the walk does not recurse, however deep the tree.</summary>
internal sealed class QueryNames
{
    private readonly HashSet<string> _ctes = new(StringComparer.Ordinal);
    private readonly List<(RelationName Table, string Alias)> _tables = [];
    private readonly HashSet<(string? Qualifier, string Column)> _columns = [];
    private readonly HashSet<string?> _wholes = [];

    private QueryNames()
    {
    }

    /// <summary>Each table with the name that it has in the query; the names of CTEs are left out.</summary>
    internal IEnumerable<(RelationName Table, string Alias)> Tables => _tables.Where(t => t.Table.Schema is not null || !_ctes.Contains(t.Table.Name)).Distinct();

    /// <summary>Each column, with the table's name in the query where one stands before it.</summary>
    internal IReadOnlySet<(string? Qualifier, string Column)> Columns => _columns;

    /// <summary>The tables that are read or filled as a whole: t.*, INSERT without a list; null is every table (*).</summary>
    internal IReadOnlySet<string?> Wholes => _wholes;

    internal static QueryNames Of(string kind, Node statement)
    {
        var names = new QueryNames();
        var open = new Stack<(string Kind, Node Node)>([(kind, statement)]);
        while (open.TryPop(out var next))
        {
            names.Visit(next.Kind, next.Node);
            for (var child = next.Node.FirstChild; child is { } node; child = next.Node.ChildAfter(node))
            {
                if (node.HasChildren)
                    open.Push((node.Name, node));
            }
        }

        return names;
    }

    private void Visit(string kind, Node node)
    {
        if (node.AsRelation() is { } table)
            _tables.Add((table, node.Child("alias"u8)?.Word("aliasname"u8) ?? table.Name));
        switch (kind)
        {
            case "CommonTableExpr":
                _ = _ctes.Add(node.Word("ctename"u8) ?? "");
                break;
            case "ColumnRef":
                AddColumn([.. node.Items("fields"u8)]);
                break;
            case "InsertStmt" or "CopyStmt":
                AddFilled(node, kind == "InsertStmt" ? node.Child("cols"u8) : node.Child("attlist"u8));
                break;
            case "UpdateStmt":
                AddTargets(AliasOf(node), node.Child("targetList"u8));
                break;
            case "onConflictClause":
                AddTargets(null, node.Child("targetList"u8));
                break;
            case "IndexElem" when node.Word("name"u8) is { } column:
                _ = _columns.Add((null, column));
                break;
            case "MergeWhenClause":
                AddTargets(null, node.Child("targetList"u8));
                break;
            case "JoinExpr":
                foreach (var column in node.NameParts("usingClause"u8))
                    _ = _columns.Add((null, column));
                break;
        }
    }

    /// <summary>a, t.a, schema.t.a; a star, and a table's name alone, mean the whole row.</summary>
    private void AddColumn(List<Node> fields)
    {
        var parts = fields.SelectMany(f => f.NameParts()).ToList();
        var isStar = fields[^1].Unwrap().Kind == "A_Star";
        if (isStar)
            _ = _wholes.Add(parts.Count > 0 ? parts[^1] : null);
        else if (parts.Count > 1)
            _ = _columns.Add((parts[^2], parts[^1]));
        else if (parts.Count == 1)
            _ = _columns.Add((null, parts[0]));
    }

    private void AddFilled(Node statement, Node? columns)
    {
        if (AliasOf(statement) is not { } table)
            return;
        if (columns is null)
            _ = _wholes.Add(table);
        else if (statement.Child("attlist"u8) is { } list)
            _columns.UnionWith(list.Children.SelectMany(c => c.NameParts()).Select(c => ((string?)table, c)));
        else
            AddTargets(table, columns);
    }

    private void AddTargets(string? qualifier, Node? list)
    {
        foreach (var target in list?.Children ?? [])
        {
            if (target.Unwrap().Body.Word("name"u8) is { } column)
                _ = _columns.Add((qualifier, column));
        }
    }

    private static string? AliasOf(Node statement) =>
        statement.Child("relation"u8) is { } relation ? relation.Child("alias"u8)?.Word("aliasname"u8) ?? relation.Word("relname"u8) : null;
}
