using System.Text.RegularExpressions;

namespace Whimbrel.Sql.PlPgSql;

/// <summary>
/// Without a catalogue the library takes a variable of a composite type for a plain one, and refuses its fields. Declared as a record,
/// it is read as it should be. Lines stay where they are.
/// </summary>
internal static partial class CompositeVariables
{
    /// <summary>The body with the declarations that a message is about ("x.a" is not a known variable) as those of records; null when there is none.</summary>
    internal static string? AsRecord(string body, string message)
    {
        if (Unknown().Match(message) is not { Success: true } unknown)
            return null;

        var tokens = TokensOf(body);
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            var isDeclared = i == 0 || Word(body, tokens[i - 1]) is ";" or "declare";
            if (isDeclared && body.AsSpan(tokens[i].Start, tokens[i].End - tokens[i].Start).Equals(unknown.Groups["name"].ValueSpan, StringComparison.OrdinalIgnoreCase) && TypeBehind(body, tokens, i + 1) is { } type)
                return string.Concat(body.AsSpan(0, type.Start), "record", Newlines(body, type), body.AsSpan(type.End));
        }

        return null;
    }

    /// <summary>name, name.name or name%ROWTYPE in front of a semicolon or a default.</summary>
    private static Token? TypeBehind(string body, List<Token> tokens, int first)
    {
        for (var i = first; i < tokens.Count; i++)
        {
            var word = Word(body, tokens[i]);
            if (word is ";" or ":" or "=" or "default")
                return i > first && Word(body, tokens[first]) != "record" ? new Token(TokenKind.Word, tokens[first].Start, tokens[i - 1].End) : null;
            if (tokens[i].Kind is not (TokenKind.Word or TokenKind.QuotedName) && word is not ("." or "%"))
                return null;
        }

        return null;
    }

    private static List<Token> TokensOf(string body)
    {
        var tokens = new List<Token>();
        var lexer = new SqlLexer(body);
        while (lexer.Next(out var token))
        {
            if (token.Kind != TokenKind.Comment)
                tokens.Add(token);
        }

        return tokens;
    }

    private static string Word(string body, Token token) => body[token.Start..token.End].ToLowerInvariant();

    private static string Newlines(string body, Token token) => new('\n', body.AsSpan(token.Start, token.End - token.Start).Count('\n'));

    [GeneratedRegex("^\"(?<name>[^\".]+)\\.[^\"]+\" is not a known variable", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Unknown();
}
