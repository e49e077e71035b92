using System.Globalization;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>Which type cannot hold all that another one can; types as format_type writes them.</summary>
internal static class Widths
{
    private static readonly string[][] _widening =
    [
        ["smallint", "integer", "bigint", "numeric"],
        ["real", "double precision", "numeric"],
        ["date", "timestamp without time zone"],
        ["date", "timestamp with time zone"],
        ["json", "text"],
        ["character", "character varying", "text"],
    ];

    internal static bool IsNarrower(string after, string before)
    {
        var ((name, length), (oldName, oldLength)) = (Parts(after), Parts(before));
        if (name == oldName)
            return length is not null && (oldLength is null || !Holds(length, oldLength));

        var isDown = _widening.Any(chain => Array.IndexOf(chain, oldName) is var from and >= 0 && Array.IndexOf(chain, name) is var to and >= 0 && to < from);
        return isDown || (length is not null && oldName is "text" or "character varying" && name is "character" or "character varying");
    }

    /// <summary>A type that values are cut down to more often than up.</summary>
    internal static bool IsNarrow(string type) => Parts(type) is ("smallint" or "integer" or "real" or "date", _) or ("character" or "character varying", not null);

    private static (string Name, int[]? Length) Parts(string type)
    {
        var open = type.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || !type.EndsWith(')'))
            return (type, null);

        return (type[..open], [.. type[(open + 1)..^1].Split(',').Select(n => int.TryParse(n, CultureInfo.InvariantCulture, out var number) ? number : 0)]);
    }

    /// <summary>For numeric(precision, scale) the digits before the point count too.</summary>
    private static bool Holds(int[] length, int[] old)
    {
        var (scale, oldScale) = (length.Length > 1 ? length[1] : 0, old.Length > 1 ? old[1] : 0);
        return scale >= oldScale && length[0] - scale >= old[0] - oldScale;
    }
}
