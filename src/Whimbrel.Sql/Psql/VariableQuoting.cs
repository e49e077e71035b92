using System.Text;

namespace Whimbrel.Sql.Psql;

/// <summary>How libpq writes a value as a literal or as a name.</summary>
internal static class VariableQuoting
{
    internal static string Quote(string value, bool isName) => isName ? Delimited(value, '"') : Literal(value);

    /// <summary>With a backslash in it, an E'…' that means the same whatever <c>standard_conforming_strings</c> is; a space keeps it from the word before.</summary>
    private static string Literal(string value) =>
        value.Contains('\\', StringComparison.Ordinal)
            ? " E" + Delimited(value.Replace(@"\", @"\\", StringComparison.Ordinal), '\'')
            : Delimited(value, '\'');

    private static string Delimited(string value, char quote) =>
        new StringBuilder(value.Length + 2).Append(quote).Append(value).Replace($"{quote}", $"{quote}{quote}", 1, value.Length).Append(quote).ToString();
}
