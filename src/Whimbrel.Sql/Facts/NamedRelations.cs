namespace Whimbrel.Sql.Facts;

/// <summary>The relations that a statement names, and the queries of its CTEs; the walk does not recurse, however deep the tree.</summary>
internal sealed class NamedRelations
{
    private readonly HashSet<RelationName> _seen = [];
    private readonly Stack<(Node Node, Cte? Visible)> _open = new();
    private readonly List<(Node Node, Cte? Visible)> _children = [];

    private NamedRelations()
    {
    }

    internal List<RelationName> Relations { get; } = [];

    internal List<Node> CteQueries { get; } = [];

    internal static NamedRelations Of(string kind, Node statement)
    {
        var found = new NamedRelations();
        if (kind is "CompositeTypeStmt")
            return found;

        found._open.Push((statement, null));
        while (found._open.TryPop(out var next))
            found.Visit(next.Node, next.Visible);
        found.AddListed(kind, statement);
        if (statement.Is("objtype"u8, "OBJECT_TYPE"u8) && statement.Relation("relation"u8) is { } type)
            _ = found.Relations.Remove(type);
        return found;
    }

    private void Visit(Node node, Cte? visible)
    {
        _children.Clear();
        if (node.AsRelation() is { } relation && !(relation.Schema is null && Cte.Has(visible, relation.Name)))
            Add(relation);
        var inside = node.Child("withClause"u8) is { } with ? VisitCtes(with, visible) : visible;
        for (var next = node.FirstChild; next is { } child; next = node.ChildAfter(child))
        {
            if (!child.IsNamed("withClause"u8))
                Keep(child, inside);
        }

        for (var i = _children.Count - 1; i >= 0; i--)
            _open.Push(_children[i]);
    }

    /// <summary>A CTE sees the ones before it; with RECURSIVE, all of them. The statement itself sees them all.</summary>
    private Cte? VisitCtes(Node with, Cte? outer)
    {
        var all = outer;
        foreach (var item in with.Items("ctes"u8))
            all = new Cte(item.Unwrap().Body.Word("ctename"u8) ?? "", all);

        var before = outer;
        foreach (var item in with.Items("ctes"u8))
        {
            var cte = item.Unwrap().Body;
            if (cte.Child("ctequery"u8) is { } query)
            {
                CteQueries.Add(query);
                Keep(query, with.Flag("recursive"u8) ? all : before);
            }

            before = new Cte(cte.Word("ctename"u8) ?? "", before);
        }

        return all;
    }

    private void Keep(Node node, Cte? visible)
    {
        if (node.HasChildren)
            _children.Add((node, visible));
    }

    /// <summary>DROP and COMMENT name their objects as plain lists of words.</summary>
    private void AddListed(string kind, Node statement)
    {
        var type = statement.Word(kind == "DropStmt" ? "removeType"u8 : "objtype"u8);
        if (kind == "DropStmt")
        {
            foreach (var item in statement.Items("objects"u8))
                AddListed(type, item.NameParts());
        }
        else if (kind == "CommentStmt" && statement.Child("object"u8) is { } named)
        {
            AddListed(type, named.NameParts());
        }
    }

    private void AddListed(string? type, List<string> parts)
    {
        var isPart = type is "OBJECT_COLUMN" or "OBJECT_TRIGGER" or "OBJECT_RULE" or "OBJECT_POLICY" or "OBJECT_TABCONSTRAINT";
        var isRelation = type is "OBJECT_TABLE" or "OBJECT_VIEW" or "OBJECT_MATVIEW" or "OBJECT_SEQUENCE"
            or "OBJECT_INDEX" or "OBJECT_FOREIGN_TABLE";
        if (isPart && parts.Count > 1)
            parts.RemoveAt(parts.Count - 1);
        if ((isPart || isRelation) && parts.ToRelation() is { } relation)
            Add(relation);
    }

    private void Add(RelationName relation)
    {
        if (_seen.Add(relation))
            Relations.Add(relation);
    }

    /// <summary>The CTEs that can be seen from a place, innermost first.</summary>
    private sealed record Cte(string Name, Cte? Next)
    {
        internal static bool Has(Cte? first, string name)
        {
            for (var cte = first; cte is not null; cte = cte.Next)
            {
                if (cte.Name == name)
                    return true;
            }

            return false;
        }
    }
}
