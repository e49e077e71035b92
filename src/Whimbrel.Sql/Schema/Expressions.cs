using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Schema;

/// <summary>What can be seen in an expression without knowing types.</summary>
internal static class Expressions
{
    private const int DeepestNamed = 100;

    /// <summary>Each column that it names, once, in the order of their first appearance.</summary>
    internal static List<string> Columns(Node expression)
    {
        var found = new List<string>();
        var open = new Stack<Node>();
        open.Push(expression);
        while (open.TryPop(out var node))
        {
            if (node.IsNamed("ColumnRef"u8) && node.Items("fields"u8).Last().NameParts() is [var name] && !found.Contains(name, StringComparer.Ordinal))
                found.Add(name);
            foreach (var child in node.Children.Where(c => c.HasChildren).Reverse())
                open.Push(child);
        }

        return found;
    }

    /// <summary>The columns that cannot be null where the expression holds: c IS NOT NULL, alone or among others joined by AND.</summary>
    internal static List<string> NotNullColumns(Node expression)
    {
        var found = new List<string>();
        var open = new Stack<Node>([expression]);
        while (open.TryPop(out var node))
        {
            var (kind, body) = node.Unwrap();
            if (kind == "BoolExpr" && body.Is("boolop"u8, "AND_EXPR"u8))
            {
                foreach (var part in body.Items("args"u8).Reverse())
                    open.Push(part);
            }
            else if (kind == "NullTest" && body.Is("nulltesttype"u8, "IS_NOT_NULL"u8) && body.Child("arg"u8)?.Child("ColumnRef"u8) is { } column)
            {
                found.AddRange(Columns(column));
            }
        }

        return found;
    }

    internal static bool IsNull(Node expression)
    {
        var (kind, body) = expression.Unwrap();
        while (kind == "TypeCast" && body.Child("arg"u8) is { } cast)
            (kind, body) = cast.Unwrap();
        return kind == "A_Const" && body.Flag("isnull"u8);
    }

    /// <summary>What the server calls an expression in an index: lower(email) is lower; null where it has no name for it.</summary>
    internal static string? Name(Node expression, int depth = 0)
    {
        if (depth > DeepestNamed)
            return null;

        var (kind, body) = expression.Unwrap();
        return kind switch
        {
            "ColumnRef" => body.Items("fields"u8).Last().NameParts() is [var column] ? column : null,
            "FuncCall" => body.Items("funcname"u8).Last().NameParts() is [var function] ? function : null,
            "A_Indirection" => body.NameParts("indirection"u8).LastOrDefault() ?? Inner(body, depth),
            "TypeCast" => Inner(body, depth) ?? body.Child("typeName"u8)?.Items("names"u8).Last().NameParts().LastOrDefault(),
            "CollateClause" => Inner(body, depth),
            "CaseExpr" => (body.Child("defresult"u8) is { } otherwise ? Name(otherwise, depth + 1) : null) ?? "case",
            "A_Expr" when body.Is("kind"u8, "AEXPR_NULLIF"u8) => "nullif",
            "CoalesceExpr" => "coalesce",
            "MinMaxExpr" => body.Is("op"u8, "IS_LEAST"u8) ? "least" : "greatest",
            "A_ArrayExpr" => "array",
            "RowExpr" => "row",
            _ => null,
        };
    }

    private static string? Inner(Node body, int depth) => body.Child("arg"u8) is { } inner ? Name(inner, depth + 1) : null;
}
