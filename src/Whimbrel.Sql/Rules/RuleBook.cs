using Whimbrel.Sql.Rules.Columns;

namespace Whimbrel.Sql.Rules;

/// <summary>All rules, in the order in which they are listed.</summary>
internal static class RuleBook
{
    internal static IReadOnlyList<Rule> All { get; } =
    [
        new DropColumn(),
    ];
}
