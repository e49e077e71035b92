using System.Runtime.InteropServices;

namespace Whimbrel.Sql.Batches;

/// <summary>A word of a statement that stands outside of all parentheses and is no name behind AS or a dot.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OuterWord(string Text, int Start, int End)
{
    internal bool Is(string word) => Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}

internal static class OuterWords
{
    internal static List<OuterWord> Of(string text)
    {
        var words = new List<OuterWord>();
        var lexer = new SqlLexer(text);
        var (depth, isName) = (0, false);
        while (lexer.Next(out var token))
        {
            if (token.Kind == TokenKind.Comment)
                continue;

            var symbol = token.Kind == TokenKind.Symbol ? text[token.Start] : ' ';
            depth += symbol is '(' or '[' ? 1 : symbol is ')' or ']' ? -1 : 0;
            var word = new OuterWord(text[token.Start..token.End], token.Start, token.End);
            if (token.Kind == TokenKind.Word && depth == 0 && !isName)
                words.Add(word);
            isName = symbol == '.' || (token.Kind == TokenKind.Word && word.Is("AS"));
        }

        return words;
    }

    internal static IEnumerable<(OuterWord Word, OuterWord? Next)> PairWithNext(this List<OuterWord> words) =>
        words.Select((word, i) => (word, i + 1 < words.Count ? words[i + 1] : (OuterWord?)null));
}
