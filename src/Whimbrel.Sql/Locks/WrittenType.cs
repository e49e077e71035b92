using System.Globalization;

namespace Whimbrel.Sql.Locks;

/// <summary>A type as format_type writes it, taken apart: numeric(10,2), timestamp(3) without time zone, text[].</summary>
internal sealed record WrittenType(string Name, IReadOnlyList<int> Arguments, bool IsArray)
{
    internal static WrittenType Of(string written)
    {
        var isArray = written.EndsWith("[]", StringComparison.Ordinal);
        var type = isArray ? written[..^2] : written;
        var (open, close) = (type.IndexOf('(', StringComparison.Ordinal), type.IndexOf(')', StringComparison.Ordinal));
        if (open < 0 || close < open || type.Contains('"', StringComparison.Ordinal))
            return new WrittenType(type, [], isArray);

        var arguments = type[(open + 1)..close].Split(',').Select(a => int.TryParse(a, CultureInfo.InvariantCulture, out var number) ? number : -1).ToList();
        return new WrittenType(type[..open] + type[(close + 1)..], arguments, isArray);
    }

    internal bool IsSame(WrittenType other) => Name == other.Name && IsArray == other.IsArray && Arguments.SequenceEqual(other.Arguments);
}
