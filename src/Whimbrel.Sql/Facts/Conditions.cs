namespace Whimbrel.Sql.Facts;

/// <summary>Which rows an UPDATE or DELETE takes.</summary>
internal static class Conditions
{
    extension(Node statement)
    {
        /// <summary>No WHERE, or one that is true of every row: WHERE true, WHERE 1 = 1, WHERE NULL IS NULL.</summary>
        internal bool TakesEveryRow() => statement.Child("whereClause"u8) is not { } where || IsAlwaysTrue(where);

        /// <summary>It names its rows, or takes a part of them: key = 5, key IN (1, 2), BETWEEN, LIMIT in a subquery.</summary>
        internal bool IsBounded(Func<string, bool> isKey)
        {
            if (statement.Child("whereClause"u8) is not { } where)
                return false;

            return where.All("SelectStmt"u8).Any(select => select.Child("limitCount"u8) is not null)
                || Conjuncts(where).Any(part => part.Kind == "A_Expr" && IsBound(part.Body, isKey));
        }
    }

    private static bool IsAlwaysTrue(Node where)
    {
        var (kind, body) = where.Unwrap();
        return kind switch
        {
            "A_Const" => body.Child("boolval"u8)?.Flag("boolval"u8) == true,
            "A_Expr" => body.DottedName("name"u8) == "=" && IsConstant(body.Child("lexpr"u8)) && IsConstant(body.Child("rexpr"u8)),
            "NullTest" => body.Is("nulltesttype"u8, "IS_NULL"u8) && IsConstant(body.Child("arg"u8)),
            "BoolExpr" when body.Is("boolop"u8, "NOT_EXPR"u8) => body.Items("args"u8).All(IsFalse),
            "BoolExpr" when body.Is("boolop"u8, "OR_EXPR"u8) => body.Items("args"u8).Any(IsAlwaysTrue),
            "BoolExpr" => body.Items("args"u8).All(IsAlwaysTrue),
            _ => false,
        };
    }

    private static bool IsConstant(Node? expression) => expression?.Child("A_Const"u8) is not null;

    private static bool IsFalse(Node expression) =>
        expression.Child("A_Const"u8)?.Child("boolval"u8) is { } constant && !constant.Flag("boolval"u8);

    private static IEnumerable<(string Kind, Node Body)> Conjuncts(Node where)
    {
        var (kind, body) = where.Unwrap();
        return kind == "BoolExpr" && body.Is("boolop"u8, "AND_EXPR"u8) ? body.Items("args"u8).SelectMany(Conjuncts) : [(kind, body)];
    }

    private static bool IsBound(Node comparison, Func<string, bool> isKey)
    {
        var isBetween = comparison.Is("kind"u8, "AEXPR_BETWEEN"u8);
        var isEquality = comparison.Word("kind"u8) is "AEXPR_OP" or "AEXPR_IN" && comparison.DottedName("name"u8) == "=";
        var column = comparison.Child("lexpr"u8)?.Child("ColumnRef"u8) is { } reference ? reference.Items("fields"u8).Last().NameParts() : [];
        var isOther = comparison.Child("rexpr"u8)?.All("ColumnRef"u8).Count > 0;
        return column is [var name] && !isOther && isKey(name) && (isBetween || isEquality);
    }
}
