namespace Whimbrel.Sql.Facts;

/// <summary>The text of a DO block, by its words: what stands in quotes or comments is none.</summary>
internal static class PlpgsqlBody
{
    /// <summary>null for a language whose words are not known.</summary>
    internal static string? Of(Node doBlock)
    {
        string? body = null;
        foreach (var option in doBlock.Items("args"u8).Select(a => a.Child("DefElem"u8)).OfType<Node>())
        {
            var value = option.Child("arg"u8)?.Child("String"u8)?.Word("sval"u8);
            if (option.Is("defname"u8, "language"u8) && value is not "plpgsql")
                return null;
            if (option.Is("defname"u8, "as"u8))
                body = value;
        }

        return body;
    }

    /// <summary>COMMIT or ROLLBACK as a statement: the first word behind a semicolon, BEGIN, LOOP, THEN or ELSE.</summary>
    internal static bool EndsTransaction(string body)
    {
        var lexer = new SqlLexer(body);
        var before = ";";
        while (lexer.Next(out var token))
        {
            if (token.Kind == TokenKind.Comment)
                continue;

            var word = body[token.Start..token.End];
            if (Is(word, "COMMIT", "ROLLBACK") && Is(before, ";", "BEGIN", "LOOP", "THEN", "ELSE"))
                return true;
            before = word;
        }

        return false;
    }

    private static bool Is(string word, params ReadOnlySpan<string> words)
    {
        foreach (var one in words)
        {
            if (word.Equals(one, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
