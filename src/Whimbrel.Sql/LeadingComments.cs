namespace Whimbrel.Sql;

/// <summary>What stands between two statements: comments, empty statements, and then the first token of the next.</summary>
internal sealed record LeadingComments(IReadOnlyList<Token> Comments, int FirstToken)
{
    /// <summary>Reads from <paramref name="from"/>; the offsets are those of <paramref name="text"/>.</summary>
    internal static LeadingComments Read(ReadOnlySpan<char> text, int from)
    {
        var lexer = new SqlLexer(text, from);
        var comments = new List<Token>();
        while (lexer.Next(out var token))
        {
            if (token.Kind == TokenKind.Comment)
                comments.Add(token);
            else if (text[token.Start] != ';')
                return new LeadingComments(comments, token.Start);
        }

        return new LeadingComments(comments, text.Length);
    }

    /// <summary>Where the last token before <paramref name="to"/> ends, comments and white space after it left out.</summary>
    internal static int EndOfLastToken(ReadOnlySpan<char> text, int from, int to)
    {
        var statement = text[from..to];
        if (statement.IndexOf("--") < 0 && statement.IndexOf("/*") < 0)
            return from + statement.TrimEnd(" \t\n\r\f\v").Length;

        var lexer = new SqlLexer(statement);
        var end = 0;
        while (lexer.Next(out var token))
            end = token.Kind == TokenKind.Comment ? end : token.End;
        return from + end;
    }
}
