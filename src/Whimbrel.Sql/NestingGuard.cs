namespace Whimbrel.Sql;

/// <summary>
/// Refuses an expression so long that the parser's recursion would outgrow even a large stack and kill the process.
/// A level needs at least one token; commas and semicolons separate levels that do not nest.
/// </summary>
internal static class NestingGuard
{
    internal const int DeepestLevel = 250_000;

    internal static void Refuse(SourceText source)
    {
        if (source.Text.Length <= DeepestLevel)
            return;

        var lexer = new SqlLexer(source.Text);
        var outer = new Stack<int>();
        var depth = 0;
        while (lexer.Next(out var token))
        {
            depth = Depth(depth, source.Text[token.Start], token.Kind, outer);
            if (depth > DeepestLevel)
                throw source.Error(token.Start, $"an expression of more than {DeepestLevel} parts", "Write it as several statements.");
        }
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
