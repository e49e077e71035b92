using System.Text.RegularExpressions;

namespace Whimbrel.Sql.Fixes;

/// <summary>A statement of a data script that the runner cuts into batches, and that is right as it stands too.</summary>
internal static partial class Batches
{
    internal static string Of(FixScope scope, RelationName table, string update)
    {
        var target = scope.KeyOf(table) is { } key ? $"{table}.{key}" : null;
        return target is not null && CanBeSaid().IsMatch(target)
            ? $"-- whimbrel:batch {target}\n{update}"
            : $"-- No single column is known here as the key of {table}: say whimbrel:batch {table}.KEY in this place, or all its rows are one transaction.\n{update}";
    }

    [GeneratedRegex(@"^([\w$]+\.){1,2}[\w$]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CanBeSaid();
}
