namespace Whimbrel.Sql.Facts;

/// <summary>The commands of an ALTER TABLE as they are written, so that they can be written again with a word more.</summary>
internal static class CommandTexts
{
    /// <summary>In the order of the parser's list; empty when the text cannot be told apart.</summary>
    internal static List<string> Of(ParsedStatement statement)
    {
        var tokens = Tokens(statement.Text);
        var first = AfterName(statement.Text, tokens);
        var texts = Divide(statement.Text, tokens, first);
        return texts.Count == statement.Body.Items("cmds"u8).Count() ? texts : [];
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

    /// <summary>Behind ALTER TABLE [IF EXISTS] [ONLY] schema.name [*].</summary>
    private static int AfterName(string text, List<Token> tokens)
    {
        var at = 2;
        at += Is(at, "IF") ? 2 : 0;
        at += Is(at, "ONLY") ? 1 : 0;
        at++;
        while (Is(at, "."))
            at += 2;
        return Is(at, "*") ? at + 1 : at;

        bool Is(int index, string word) =>
            index < tokens.Count && text.AsSpan(tokens[index].Start, tokens[index].End - tokens[index].Start).Equals(word, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>At the commas that stand in no parenthesis.</summary>
    private static List<string> Divide(string text, List<Token> tokens, int first)
    {
        var texts = new List<string>();
        if (first >= tokens.Count)
            return texts;

        var (start, depth) = (tokens[first].Start, 0);
        foreach (var token in tokens.Skip(first).Where(t => t.Kind == TokenKind.Symbol))
        {
            var c = text[token.Start];
            depth += c is '(' or '[' ? 1 : c is ')' or ']' ? -1 : 0;
            if (c != ',' || depth > 0)
                continue;
            texts.Add(text[start..token.Start].Trim());
            start = token.End;
        }

        texts.Add(text[start..].TrimEnd(';', ' ', '\n', '\r', '\t').Trim());
        return texts;
    }
}
