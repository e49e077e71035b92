using System.Text.RegularExpressions;
using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Columns;

/// <summary>A new column's default as it is written.</summary>
internal static partial class DefaultText
{
    /// <summary>null when more stands behind it than can be told from it.</summary>
    internal static string? Of(ParsedStatement statement, Node column)
    {
        var columns = statement.Body.Items("cmds"u8).Select(item =>
            item.Unwrap().Body.Child("def"u8)?.Child("ColumnDef"u8)?.Word("colname"u8)).ToList();
        var text = CommandTexts.Of(statement).ElementAtOrDefault(columns.IndexOf(column.Word("colname"u8)));
        return text is not null && Behind().Match(text) is { Success: true } found ? found.Groups["value"].Value : null;
    }

    [GeneratedRegex(@"\bDEFAULT\s+(?<value>.+?)(\s+NOT\s+NULL|\s+NULL)?\s*$", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Behind();
}
