using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.PlPgSql;

/// <summary>BEGIN ATOMIC … END and RETURN …: the parser has their statements already; only their places are looked for.</summary>
internal static class AtomicBody
{
    internal static void AddTo(RoutineParts parts, ParsedStatement routine)
    {
        if (routine.Body.Child("sql_body"u8) is not { } body)
            return;

        var pieces = new Queue<Token>(Pieces(routine.Text));
        foreach (var (kind, statement) in Statements(body).Select(node => node.Unwrap()).Where(node => node.Kind.Length > 0))
        {
            var piece = pieces.Count > 0 ? pieces.Dequeue() : default;
            parts.Add(
                new EmbeddedStatement(kind, statement, routine.Text[piece.Start..piece.End], piece.Start),
                RoutineSource.PlaceInStatement(routine, piece.Start),
                isInLoop: false);
        }
    }

    /// <summary>A list of lists for BEGIN ATOMIC, one node for RETURN.</summary>
    private static IEnumerable<Node> Statements(Node body)
    {
        var (kind, inner) = body.Unwrap();
        return kind == "List" ? inner.Items("items"u8).SelectMany(Statements) : [body];
    }

    /// <summary>Behind ATOMIC, what semicolons end; without it, what begins with RETURN.</summary>
    private static IEnumerable<Token> Pieces(string text)
    {
        var isAtomic = false;
        var (start, end) = (-1, -1);
        foreach (var token in Tokens(text))
        {
            var word = text.AsSpan(token.Start, token.End - token.Start);
            if (isAtomic && word is ";")
            {
                if (start >= 0)
                    yield return new Token(TokenKind.Text, start, end);
                start = -1;
                continue;
            }

            if (start < 0 && (isAtomic || (token.Kind == TokenKind.Word && word.Equals("RETURN", StringComparison.OrdinalIgnoreCase))))
                start = token.Start;
            if (!isAtomic && token.Kind == TokenKind.Word && word.Equals("ATOMIC", StringComparison.OrdinalIgnoreCase))
                (isAtomic, start) = (true, -1);
            end = token.End;
        }

        if (start >= 0 && !isAtomic)
            yield return new Token(TokenKind.Text, start, end);
    }

    private static List<Token> Tokens(string text)
    {
        var tokens = new List<Token>();
        var lexer = new SqlLexer(text);
        while (lexer.Next(out var token))
        {
            if (token.Kind != TokenKind.Comment)
                tokens.Add(token);
        }

        return tokens;
    }
}
