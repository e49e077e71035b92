namespace Whimbrel.Sql;

/// <summary>Says a syntax error the way the operator can mend it: psql's own commands are none of PostgreSQL's grammar.</summary>
internal static class ParserErrors
{
    internal static ScriptException Explain(SourceText source, Native.SyntaxError error)
    {
        var offset = OffsetOf(source.Text, error.Position);
        if (CopyFromStdinBefore(source.Text, offset) is int copy)
        {
            return source.Error(copy, "COPY … FROM stdin is not supported yet",
                "Write the rows as INSERT statements, or load them with psql before the migration.");
        }

        if (offset < source.Text.Length && source.Text[offset] == '\\')
        {
            return source.Error(offset, $"psql's {PsqlCommand(source.Text.AsSpan(offset))} is not supported yet",
                "Commands that begin with a backslash are psql's own: write plain SQL.");
        }

        return source.Error(offset, error.Message);
    }

    /// <summary>From the parser's 1-based count of characters; an error at the end of input is shown behind the last token.</summary>
    private static int OffsetOf(string text, int position)
    {
        var offset = 0;
        for (var characters = 1; characters < position && offset < text.Length; characters++)
            offset += char.IsHighSurrogate(text[offset]) ? 2 : 1;
        return offset < text.Length ? offset : text.AsSpan().TrimEnd(" \t\n\r\f\v").Length;
    }

    private static ReadOnlySpan<char> PsqlCommand(ReadOnlySpan<char> text)
    {
        var length = 1;
        while (length < text.Length && !SqlLexer.IsSpace(text[length]) && text[length] is not (';' or '\\'))
            length++;
        return text[..length];
    }

    /// <summary>The offset of a COPY that ends, with its semicolon, before the error: what follows are its rows.</summary>
    private static int? CopyFromStdinBefore(string text, int error)
    {
        var lexer = new SqlLexer(text.AsSpan(0, error));
        var (start, isCopy, afterFrom, fromStdin) = (-1, false, false, false);
        while (lexer.Next(out var token))
        {
            if (token.Kind == TokenKind.Comment)
                continue;

            var word = text.AsSpan(token.Start, token.End - token.Start);
            if (word is ";")
            {
                if (fromStdin)
                    return start;
                (start, isCopy, afterFrom, fromStdin) = (-1, false, false, false);
                continue;
            }

            if (start < 0)
                (start, isCopy) = (token.Start, word.Equals("copy", StringComparison.OrdinalIgnoreCase));
            fromStdin |= isCopy && afterFrom && word.Equals("stdin", StringComparison.OrdinalIgnoreCase);
            afterFrom = word.Equals("from", StringComparison.OrdinalIgnoreCase);
        }

        return null;
    }
}
