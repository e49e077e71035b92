using System.Globalization;
using System.Text.RegularExpressions;

namespace Whimbrel.Sql.Fixes;

/// <summary>Types that PostgreSQL changes one into the other without looking at a row; written as format_type does.</summary>
internal static partial class StoredAlike
{
    internal static bool AreSo(string before, string after)
    {
        var ((name, length), (newName, newLength)) = (Parts(before), Parts(after));
        return (name, newName) switch
        {
            ("character varying" or "text", "text") => true,
            ("text", "character varying") => newLength.Length == 0,
            ("cidr", "inet") => true,
            _ when name != newName => false,
            ("numeric", _) => newLength.Length == 0 || (length.Length == 2 && newLength.Length == 2 && length[1] == newLength[1] && length[0] <= newLength[0]),
            ("character varying" or "bit varying", _) => newLength.Length == 0 || (length.Length == 1 && length[0] <= newLength[0]),
            _ => before == after,
        };
    }

    private static (string Name, int[] Length) Parts(string type) => Pattern().Match(type) is { Success: true } found
        ? (found.Groups["name"].Value, [.. found.Groups["length"].Value.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))])
        : (type, []);

    [GeneratedRegex("^(?<name>[a-z ]+)\\((?<length>[0-9,]+)\\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
