using System.Runtime.InteropServices;

namespace Whimbrel.Sql.Batches;

/// <summary>Where a condition can be put into the text of a statement: at its outermost WHERE, or where one would stand.</summary>
/// <param name="Where">The offset behind the word WHERE; null when there is none.</param>
/// <param name="End">Where the condition ends, or would stand.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ClauseText(int? Where, int End)
{
    private static readonly HashSet<string> _behindWhere = new(StringComparer.OrdinalIgnoreCase)
    {
        "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR", "UNION", "INTERSECT", "EXCEPT", "RETURNING",
    };

    /// <summary>Words in parentheses belong to subqueries, those behind AS or a dot are names.</summary>
    internal static ClauseText In(string text)
    {
        int? where = null;
        foreach (var (word, next) in OuterWords.Of(text).PairWithNext())
        {
            if (word.Is("WHERE"))
                where ??= word.End;
            else if (_behindWhere.Contains(word.Text) || (word.Is("ON") && next?.Is("CONFLICT") == true))
                return new ClauseText(where, word.Start);
        }

        return new ClauseText(where, text.Length);
    }

    /// <summary>The text with a condition more. The parenthesis takes the place of a space: what the server says of a position stays true.</summary>
    internal string And(string text, string condition) => Where is { } where
        ? $"{text[..where]}({text[(SqlLexer.IsSpace(text[where]) ? where + 1 : where)..End].TrimEnd()}\n) AND ({condition}) {text[End..]}"
        : $"{text[..End].TrimEnd()}\nWHERE ({condition}) {text[End..]}";
}
