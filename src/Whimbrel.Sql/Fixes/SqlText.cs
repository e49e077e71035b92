using System.Text;
using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Fixes;

/// <summary>SQL that people wrote, cut by the parser's places so that it can be written again.</summary>
internal static class SqlText
{
    /// <summary>A statement by itself: the places in its tree are those in its text.</summary>
    internal static ParsedStatement Parse(string statement) => ParsedScript.Parse("fix.sql", Encoding.UTF8.GetBytes(statement)).Statements[0];

    internal static IReadOnlyList<ParsedStatement> ParseAll(IEnumerable<string> statements) =>
        ParsedScript.Parse("fix.sql", Encoding.UTF8.GetBytes(string.Join(";\n", statements) + ";")).Statements;

    /// <summary>Where a node stands, in UTF-16 units; 0 when it does not say.</summary>
    internal static int PlaceOf(ParsedStatement statement, Node node)
    {
        var bytes = Encoding.UTF8.GetBytes(statement.Text);
        return Encoding.UTF8.GetCharCount(bytes.AsSpan(0, Math.Min(bytes.Length, node.Number("location"u8))));
    }

    /// <summary>Between two places, without the white space and comments at its end.</summary>
    internal static string Cut(string text, int from, int to) => text[from..Math.Max(from, LeadingComments.EndOfLastToken(text, from, to))].Trim();

    internal static List<Token> Tokens(string text)
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

    internal static bool Is(string text, Token token, string word) => text.AsSpan(token.Start, token.End - token.Start).Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name that a word or a quoted name stands for; null for all other tokens.</summary>
    internal static string? NameOf(string text, Token token) => token.Kind switch
    {
        TokenKind.Word => text[token.Start..token.End].ToLowerInvariant(),
        TokenKind.QuotedName => text[(token.Start + 1)..(token.End - 1)].Replace("\"\"", "\"", StringComparison.Ordinal),
        _ => null,
    };

    internal static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
