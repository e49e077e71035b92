using System.Text;

namespace Whimbrel.Sql.Rules.Style;

/// <summary>A name of more than 63 bytes.</summary>
internal sealed class IdentifierTooLong : Rule
{
    internal override string Title => "a name is longer than PostgreSQL keeps names";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Aliases => ["squawk:identifier-too-long"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        LongNames(context.Statement.Text).Distinct(StringComparer.Ordinal).Select(name => new Found(
        $"{name} has {Encoding.UTF8.GetByteCount(name)} bytes, and PostgreSQL keeps the first {Longest}: two names that differ behind them are the same",
        "Choose a shorter one."));

    private const int Longest = 63;

    private static List<string> LongNames(string text)
    {
        var names = new List<string>();
        if (!MayHaveOne(text))
            return names;

        var lexer = new SqlLexer(text);
        while (lexer.Next(out var token))
        {
            if (token.Kind is not (TokenKind.Word or TokenKind.QuotedName) || token.End - token.Start <= Longest / 4)
                continue;
            var name = text[token.Start..token.End];
            name = token.Kind == TokenKind.Word ? name : name[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal);
            if (Encoding.UTF8.GetByteCount(name) > Longest)
                names.Add(name);
        }

        return names;
    }

    /// <summary>A character has up to four bytes; most texts need no closer look.</summary>
    private static bool MayHaveOne(ReadOnlySpan<char> text)
    {
        var run = 0;
        foreach (var c in text)
        {
            run = char.IsLetterOrDigit(c) || c is '_' or '$' ? run + 1 : 0;
            if (run > Longest || (run > Longest / 4 && c > '\x7f') || (c == '"' && text.Length > Longest / 4))
                return true;
        }

        return false;
    }
}
