using System.Text.RegularExpressions;

namespace Whimbrel.Sql.Rules.Indexes;

/// <summary>What stands behind the table's name in CREATE INDEX, as it is written.</summary>
internal static partial class IndexDefinition
{
    /// <summary>USING gin (tags) WHERE …; without it, the columns in their parentheses.</summary>
    internal static string Of(string statement) => Start().Match(statement) is { Success: true } start ? statement[start.Index..].TrimEnd(';', ' ') : "";

    [GeneratedRegex(@"\bUSING\b|\(", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Start();
}
