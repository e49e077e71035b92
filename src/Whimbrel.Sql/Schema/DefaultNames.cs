using System.Text;

namespace Whimbrel.Sql.Schema;

/// <summary>The names that the server makes up: users_pkey, users_team_id_fkey, users_id_seq, numbered where they are taken.</summary>
internal static class DefaultNames
{
    /// <summary>NAMEDATALEN without its 0.</summary>
    internal const int MaxBytes = 63;

    /// <summary>A free name for an index or a sequence; those of a constraint keep clear of other constraints too.</summary>
    internal static string OfRelation(DatabaseSchema schema, RelationName table, string? second, string label, bool isConstraint = false) =>
        Free(table.Name, second, label, name => schema.Find(table with { Name = name }) is not null || (isConstraint && schema.HasConstraint(table.Schema!, name)));

    internal static string OfConstraint(DatabaseSchema schema, RelationName table, string? second, string label) =>
        Free(table.Name, second, label, name => schema.HasConstraint(table.Schema!, name));

    /// <summary>The columns' names as they go into a constraint's or an index's name.</summary>
    internal static string Joined(IEnumerable<string> columns)
    {
        var joined = new StringBuilder();
        foreach (var column in columns)
        {
            _ = joined.Append(joined.Length > 0 ? "_" : "").Append(column);
            if (joined.Length > MaxBytes)
                break;
        }

        return joined.ToString();
    }

    /// <summary>first_second_label within 63 bytes: the longer of the first two is cut, byte by byte.</summary>
    internal static string Join(string first, string? second, string label)
    {
        var room = MaxBytes - Encoding.UTF8.GetByteCount(label) - 1 - (second is null ? 0 : 1);
        var (a, b) = (Encoding.UTF8.GetByteCount(first), second is null ? 0 : Encoding.UTF8.GetByteCount(second));
        while (a + b > room)
        {
            if (a > b)
                a--;
            else
                b--;
        }

        return second is null ? $"{Cut(first, a)}_{label}" : $"{Cut(first, a)}_{Cut(second, b)}_{label}";
    }

    /// <summary>At most so many bytes, and no half character.</summary>
    internal static string Cut(string text, int bytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= bytes)
            return text;

        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0)
                break;
            _ = kept.Append(rune.ToString());
        }

        return kept.ToString();
    }

    private static string Free(string first, string? second, string label, Func<string, bool> isTaken)
    {
        var name = Join(first, second, label);
        for (var number = 1; isTaken(name); number++)
            name = Join(first, second, label + number.ToString());
        return name;
    }
}
