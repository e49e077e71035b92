namespace Whimbrel.Sql;

/// <summary>The known word that a mistyped one most likely meant.</summary>
public static class Nearest
{
    /// <summary>null when no known word is near: more than a third of the letters would have to change.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        var (best, fewest) = ((string?)null, int.MaxValue);
        foreach (var candidate in known)
        {
            var changes = Changes(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (changes < fewest && changes <= Math.Max(1, Math.Max(word.Length, candidate.Length) / 3))
                (best, fewest) = (candidate, changes);
        }

        return best;
    }

    /// <summary>Letters to insert, delete, replace or swap with their neighbour (Damerau-Levenshtein, each swap once).</summary>
    private static int Changes(string a, string b)
    {
        var rows = new int[a.Length + 1][];
        for (var i = 0; i <= a.Length; i++)
        {
            rows[i] = new int[b.Length + 1];
            rows[i][0] = i;
            for (var j = 1; j <= b.Length; j++)
                rows[i][j] = i == 0 ? j : Cell(rows, a, b, i, j);
        }

        return rows[a.Length][b.Length];
    }

    private static int Cell(int[][] rows, string a, string b, int i, int j)
    {
        var replaced = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        var fewest = Math.Min(replaced, Math.Min(rows[i - 1][j], rows[i][j - 1]) + 1);
        var isSwapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        return isSwapped ? Math.Min(fewest, rows[i - 2][j - 2] + 1) : fewest;
    }
}
