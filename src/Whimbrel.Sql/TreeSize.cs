namespace Whimbrel.Sql;

/// <summary>
/// Refuses a statement whose tree would outgrow the library's gigabyte of text: it ends the whole process then.
/// What a token adds to the tree is taken at its largest, so this refuses a little early.
/// </summary>
internal static class TreeSize
{
    private const long Largest = 1_000_000_000;

    /// <summary>Shorter statements cannot be too large, whatever they hold.</summary>
    private const int SurelySmall = 6_000_000;

    /// <summary>Each character of a name or a value may be written as \u0000.</summary>
    private const int CharacterBytes = 6;

    internal static void Refuse(SentText source)
    {
        if (source.Text.Length <= SurelySmall)
            return;

        var lexer = new SqlLexer(source.Text);
        long size = 0;
        while (lexer.Next(out var token))
            size += Bytes(token, source.Text[token.Start]);
        if (size > Largest)
        {
            throw source.Error(0, $"this one statement of {source.Text.Length >> 20} MB has too many parts",
                "Write its rows as several INSERT statements.");
        }
    }

    private static int Bytes(Token token, char first) => (token.Kind, first) switch
    {
        (TokenKind.Comment, _) => 0,
        (TokenKind.Symbol, '(' or ')' or ',' or '.' or ';') => 25,
        (TokenKind.Symbol, _) => 120,
        _ => 160 + (CharacterBytes * (token.End - token.Start)),
    };
}
