using System.Globalization;
using System.Text.RegularExpressions;

namespace Whimbrel.Engine.Postgres.Schema;

/// <summary>Which columns a check proves not null, from the server's own tree of it (pg_constraint.conbin as text): to have it as SQL would lock the table.</summary>
internal static partial class NotNullTree
{
    /// <returns>Numbers of columns.</returns>
    internal static IReadOnlyList<short> Columns(string tree)
    {
        var found = new List<short>();
        var around = new Stack<bool>();
        for (var at = 0; at < tree.Length; at++)
        {
            if (tree[at] == '{')
            {
                var isCertain = around.Count == 0 || around.Peek();
                if (isCertain && NotNull().Match(tree, at) is { Success: true, Groups: var groups })
                    found.Add(short.Parse(groups["column"].ValueSpan, CultureInfo.InvariantCulture));
                around.Push(isCertain && string.CompareOrdinal(tree, at, And, 0, And.Length) == 0);
            }
            else if (tree[at] == '}')
            {
                _ = around.Pop();
            }
            else if (tree[at] == '\\')
            {
                at++;
            }
        }

        return found;
    }

    private const string And = "{BOOLEXPR :boolop and ";

    /// <summary>A test of a plain column; nulltesttype 1 is IS NOT NULL.</summary>
    [GeneratedRegex(@"\G\{NULLTEST :arg \{VAR :varno 1 :varattno (?<column>\d+) [^{}]*\} :nulltesttype 1 ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotNull();
}
