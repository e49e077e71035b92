using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Native;

namespace Whimbrel.Sql.Batches;

/// <summary>The two sides of an expectation, <c>SELECT … EXCEPT SELECT …</c>: what psql shows the difference of.</summary>
/// <param name="Source">The query before EXCEPT. Its first column is the key by which examples are named.</param>
/// <param name="Target">The query behind it.</param>
public sealed record ExpectCut(string Source, string Target)
{
    /// <exception cref="ScriptException">The statement has no two sides.</exception>
    public static ExpectCut Of(Script script, Statement statement)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(statement);
        return ParserThreads.Run(() => Cut(statement)) ?? throw new ScriptException(
            statement.Path,
            statement.Line,
            statement.Column,
            $"whimbrel:expect {statement.Expects} wants two queries that give the same columns, key first: SELECT … EXCEPT SELECT …",
            script.SourceLineOf(statement.Path, statement.Line),
            "write WITH and ORDER BY inside of the two, if at all.");
    }

    private static ExpectCut? Cut(Statement statement)
    {
        var words = OuterWords.Of(statement.Text);
        if (words.FindLast(w => w.Is("EXCEPT")) is not { Text: not null } except || BatchCut.TreeOf(statement.Text) is not { Kind: "SelectStmt" } whole || !whole.Body.Is("op"u8, "SETOP_EXCEPT"u8) || IsTrimmed(whole.Body))
            return null;

        var behind = words.Find(w => w.Start > except.Start) is { Text: not null } next && (next.Is("ALL") || next.Is("DISTINCT")) ? next.End : except.End;
        var cut = new ExpectCut(statement.Text[..except.Start].Trim(), statement.Text[behind..].Trim());
        return BatchCut.TreeOf(cut.Source).Kind == "SelectStmt" && BatchCut.TreeOf(cut.Target).Kind == "SelectStmt" ? cut : null;
    }

    private static bool IsTrimmed(Node select) =>
        select.Child("withClause"u8) is not null || select.Child("sortClause"u8) is not null || select.Child("limitCount"u8) is not null || select.Child("limitOffset"u8) is not null;
}
