using System.Text;
using Whimbrel.Sql.Rules;

namespace Whimbrel.Cli.Output.Findings;

/// <summary>One rule wholly, for a terminal.</summary>
internal static class RuleText
{
    public static string Of(RuleFacts rule)
    {
        var text = new StringBuilder()
            .Append(rule.Id).Append(" (").Append(rule.Severity.Name()).Append(rule.IsStyle ? ", style: only with --style" : "").Append(")\n")
            .Append("  ").Append(rule.Title).Append('\n');
        Line(text, "lock", rule.Lock);
        Line(text, "aliases", rule.Aliases.Count == 0 ? null : string.Join(", ", rule.Aliases));
        if (RuleExample.Of(rule.Id) is { } example)
        {
            Block(text, "bad", example.Bad);
            Line(text, "why", example.Found?.Message);
            Line(text, "hint", example.Found?.Hint);
            Block(text, "good", example.Good);
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, string label, string? value)
    {
        if (value is not null)
        {
            _ = text.Append("  ").Append(label).Append(": ").Append(value).Append('\n');
        }
    }

    private static void Block(StringBuilder text, string label, string sql)
    {
        _ = text.Append("  ").Append(label).Append(":\n");
        foreach (var line in sql.TrimEnd().Split('\n'))
        {
            _ = text.Append(line.Length == 0 ? "" : "      ").Append(line).Append('\n');
        }
    }
}
