using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.PlPgSql;

/// <summary>Walks the library's tree of a PL/pgSQL body: what it declares first, then what it does.</summary>
internal sealed class PlPgSqlReader(RoutineParts parts, RoutineSource source)
{
    /// <summary>From here on the library's numbers mean an assignment: a := b.</summary>
    private const int AssignmentMode = 3;

    private BodyPlaces _places = new(source.Text);

    internal void Read(ParsedStatement routine)
    {
        if (PlPgSqlTree.Of(routine, source, out var error) is not { } function)
        {
            parts.Unread(source.Place(0), error ?? "it has no body");
            return;
        }

        foreach (var datum in function.Items("datums"u8).Select(item => item.Unwrap().Body))
            Queries(datum, "", datum.Number("lineno"u8), isInLoop: false);

        _places = new BodyPlaces(source.Text);
        if (function.Child("action"u8) is { } action)
            Step(action, isInLoop: false);
    }

    /// <summary>A statement, a branch or an exception handler: its own queries run before what stands inside.</summary>
    private void Step(Node wrapped, bool isInLoop)
    {
        var (kind, body) = wrapped.Unwrap();
        if (kind is "PLpgSQL_stmt_commit" or "PLpgSQL_stmt_rollback")
            parts.ControlsTransactions();

        Queries(body, kind, body.Number("lineno"u8), isInLoop || kind == "PLpgSQL_stmt_while");
        foreach (var inner in body.Children.Where(child => child.HasChildren && !child.IsNamed("var"u8) && !child.IsNamed("target"u8)).SelectMany(Steps))
            Step(inner, isInLoop || IsLoop(kind));
    }

    /// <summary>From a list of statements, or from an object that holds one.</summary>
    private static IEnumerable<Node> Steps(Node child) => child.FirstChild switch
    {
        null => [],
        { } first when IsStep(first.Name) => [child],
        _ => child.Children.Where(item => item.FirstChild is { } only && IsStep(only.Name)),
    };

    private static bool IsStep(string kind) =>
        kind.StartsWith("PLpgSQL_stmt_", StringComparison.Ordinal)
        || kind is "PLpgSQL_if_elsif" or "PLpgSQL_case_when" or "PLpgSQL_exception_block" or "PLpgSQL_exception" or "PLpgSQL_raise_option";

    private static bool IsLoop(string kind) => kind is "PLpgSQL_stmt_loop" or "PLpgSQL_stmt_while" or "PLpgSQL_stmt_fori"
        or "PLpgSQL_stmt_fors" or "PLpgSQL_stmt_forc" or "PLpgSQL_stmt_foreach_a" or "PLpgSQL_stmt_dynfors";

    private void Queries(Node body, string kind, int line, bool isInLoop)
    {
        foreach (var child in body.Children.Where(child => child.HasChildren))
        {
            var isDynamic = child.IsNamed("dynquery"u8) || (child.IsNamed("query"u8) && kind is "PLpgSQL_stmt_dynexecute" or "PLpgSQL_stmt_dynfors");
            foreach (var expression in new[] { child }.Concat(child.Children).Select(node => node.Child("PLpgSQL_expr"u8)).OfType<Node>())
                Query(expression, line, isInLoop, isDynamic);
        }
    }

    private void Query(Node expression, int line, bool isInLoop, bool isDynamic)
    {
        var (query, mode) = (expression.Word("query"u8) ?? "", expression.Number("parseMode"u8));
        var place = source.Place(_places.Find(query, line));
        if (mode == 0)
            parts.ReadSql(query, _ => place, isInLoop);
        else
            Value(mode >= AssignmentMode ? Assigned(query) : query, place, isInLoop, isDynamic);
    }

    /// <summary>PL/pgSQL computes every value by a SELECT: it counts when it reads tables or calls functions.</summary>
    private void Value(string value, (int Line, int Column) place, bool isInLoop, bool isDynamic)
    {
        var read = EmbeddedSql.TryRead($"SELECT {value}", out var error);
        if (read is not [var select])
        {
            parts.Unread(place, error ?? "it is no expression");
            return;
        }

        if (NamedRelations.Of(select.Kind, select.Body).Relations.Count > 0 || CalledFunctions.Of(select.Kind, select.Body).Count > 0)
            parts.Add(select, place, isInLoop);
        if (isDynamic)
            Execute(select, value, place, isInLoop);
    }

    private void Execute(EmbeddedStatement select, string value, (int Line, int Column) place, bool isInLoop)
    {
        var target = select.Body.Items("targetList"u8).Select(item => item.Unwrap().Body.Child("val"u8)).FirstOrDefault();
        if (target is { } text && ConstantText.Of(text) is { } sql)
            parts.ReadSql(sql, _ => place, isInLoop);
        else
            parts.Dynamic(place, value, isInLoop);
    }

    /// <summary>What stands behind := or =, whatever subscripts stand before it.</summary>
    private static string Assigned(string assignment)
    {
        var lexer = new SqlLexer(assignment);
        var depth = 0;
        while (lexer.Next(out var token))
        {
            depth += assignment[token.Start] switch { '[' or '(' => 1, ']' or ')' => -1, _ => 0 };
            if (depth == 0 && token.Kind == TokenKind.Symbol && assignment[token.Start] == '=')
                return assignment[token.End..].TrimStart();
        }

        return assignment;
    }
}
