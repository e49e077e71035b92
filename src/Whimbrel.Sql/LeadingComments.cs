namespace Whimbrel.Sql;

/// <summary>Where a statement begins and ends within the text that is sent, comments around it left out.</summary>
internal static class LeadingComments
{
    /// <summary>The first token from <paramref name="from"/> on that is no comment and no semicolon.</summary>
    internal static int FirstToken(ReadOnlySpan<char> text, int from)
    {
        var lexer = new SqlLexer(text, from);
        while (lexer.Next(out var token))
        {
            if (token.Kind != TokenKind.Comment && text[token.Start] != ';')
                return token.Start;
        }

        return text.Length;
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
