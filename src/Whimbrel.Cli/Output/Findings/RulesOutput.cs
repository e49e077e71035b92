using Whimbrel.Cli.Options;
using Whimbrel.Engine;
using Whimbrel.Engine.Migrations;
using Whimbrel.Sql.Rules;

namespace Whimbrel.Cli.Output.Findings;

/// <param name="Bad">An example in which it is found; null for a rule that is not about SQL.</param>
internal sealed record ListedRule(
    string Id, string Title, string Severity, string? Lock, IReadOnlyList<string> Aliases, bool Style, string? Bad = null, string? Good = null, string? Why = null, string? Hint = null);

internal sealed record RulesDocument(IReadOnlyList<ListedRule> Rules);

/// <summary>What <c>check --rules</c> prints.</summary>
internal static class RulesOutput
{
    /// <param name="id">null for the list.</param>
    /// <exception cref="OperatorException">When there is no such rule.</exception>
    public static int Write(string? id, bool isJson)
    {
        var rules = id is null ? ScriptRule.All : [CheckArguments.Rule(id)];
        if (isJson)
        {
            JsonOutput.Write(new RulesDocument([.. rules.Select(r => Of(r, id is null ? null : RuleExample.Of(r.Id)))]), CliJson.Default.RulesDocument);
        }
        else if (id is null)
        {
            Columns.Write(["rule", "severity", "title"], rules.Select(r => (string[])[r.Id, r.IsStyle ? $"{r.Severity.Name()}, style" : r.Severity.Name(), r.Title]));
        }
        else
        {
            Console.Write(RuleText.Of(rules[0]));
        }

        return (int)ExitCode.Done;
    }

    private static ListedRule Of(RuleFacts rule, RuleExample? example) =>
        new(rule.Id, rule.Title, rule.Severity.Name(), rule.Lock, rule.Aliases, rule.IsStyle, example?.Bad, example?.Good, example?.Found?.Message, example?.Found?.Hint);
}
