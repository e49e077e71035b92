using System.Text;
using Whimbrel.Engine.Migrations;
using Whimbrel.Sql.Rules;

namespace Whimbrel.Cli.Output.Findings;

/// <summary>Rules as Markdown: the help in SARIF, and docs/rules.md.</summary>
internal static class RuleMarkdown
{
    /// <summary>docs/rules.md.</summary>
    public static string OfAll()
    {
        var text = new StringBuilder()
            .Append("# The rules of whimbrel check\n\n")
            .Append("Generated from the rules and their examples, which are tests too. `whimbrel check --rules ID` prints one of them.\n\n")
            .Append("| Rule | Severity | What is found | Lock |\n|---|---|---|---|\n");
        foreach (var rule in ScriptRule.All)
        {
            _ = text.Append("| [").Append(rule.Id).Append("](#").Append(rule.Id).Append(") | ").Append(rule.Severity.Name()).Append(rule.IsStyle ? ", style" : "")
                .Append(" | ").Append(rule.Title.Replace("|", "\\|", StringComparison.Ordinal)).Append(" | ").Append(rule.Lock).Append(" |\n");
        }

        foreach (var rule in ScriptRule.All)
        {
            _ = text.Append("\n## ").Append(rule.Id).Append("\n\n").Append(Of(rule));
        }

        return text.ToString();
    }

    public static string Of(RuleFacts rule)
    {
        var text = new StringBuilder()
            .Append(char.ToUpperInvariant(rule.Title[0])).Append(rule.Title.AsSpan(1)).Append(".\n\n")
            .Append("**").Append(rule.Severity.Name()).Append("**").Append(rule.IsStyle ? " · style: only with `--style`" : "")
            .Append(rule.Lock is null ? "" : $" · {rule.Lock}").Append(rule.Aliases.Count == 0 ? "" : $" · {string.Join(", ", rule.Aliases.Select(a => $"`{a}`"))}").Append('\n');
        if (RuleExample.Of(rule.Id) is { } example)
        {
            Sql(text, "Found in:", example.Bad);
            if (example.Found is { } found)
            {
                _ = text.Append("\n> ").Append(found.Message).Append(". ").Append(found.Hint).Append('\n');
            }

            Sql(text, "Instead:", example.Good);
        }

        return text.ToString();
    }

    private static void Sql(StringBuilder text, string title, string sql) =>
        text.Append('\n').Append(title).Append("\n\n```sql\n").Append(sql.TrimEnd()).Append("\n```\n");
}
