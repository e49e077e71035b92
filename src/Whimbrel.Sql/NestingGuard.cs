namespace Whimbrel.Sql;

/// <summary>
/// Refuses an expression so long that the parser's recursion would outgrow even a large stack and kill the process.
/// A level needs at least one token; commas and semicolons separate levels that do not nest.
/// </summary>
internal static class NestingGuard
{
    internal const int DeepestLevel = 250_000;
    internal static readonly string Problem = $"an expression of more than {DeepestLevel} parts";

    internal static void Refuse(SentText source)
    {
        if (TooDeepAt(source.Text) is { } offset)
            throw source.Error(offset, Problem, "Write it as several statements.");
    }

    /// <summary>Where it becomes too deep; null when it does not.</summary>
    internal static int? TooDeepAt(string text)
    {
        if (text.Length <= DeepestLevel)
            return null;

        var lexer = new SqlLexer(text);
        var outer = new Stack<int>();
        var depth = 0;
        while (lexer.Next(out var token))
        {
            depth = Depth(depth, text[token.Start], token.Kind, outer);
            if (depth > DeepestLevel)
                return token.Start;
        }

        return null;
    }

    private static int Depth(int depth, char first, TokenKind kind, Stack<int> outer)
    {
        switch (kind, first)
        {
            case (TokenKind.Comment, _):
                return depth;
            case (TokenKind.Symbol, '(' or '['):
                outer.Push(depth);
                return depth + 1;
            case (TokenKind.Symbol, ')' or ']') when outer.TryPop(out var before):
                return before + 1;
            case (TokenKind.Symbol, ','):
                return outer.TryPeek(out var level) ? level + 1 : 0;
            case (TokenKind.Symbol, ';'):
                outer.Clear();
                return 0;
            default:
                return depth + 1;
        }
    }
}
