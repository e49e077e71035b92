using Whimbrel.Cli.Output.Findings;
using Whimbrel.Engine.Migrations;

namespace Whimbrel.Cli.Tests.Output.Findings;

public sealed class RuleMarkdownTests
{
    [Fact]
    public void The_documentation_is_what_the_rules_say()
    {
        var file = Path.Combine(Repository.Root, "docs", "rules.md");
        var (written, received) = (File.Exists(file) ? File.ReadAllText(file) : "", Path.ChangeExtension(file, ".received.md"));
        var expected = RuleMarkdown.OfAll();
        if (written != expected)
        {
            File.WriteAllText(received, expected);
            Assert.Fail($"the rules have changed: mv {received} {file}");
        }

        File.Delete(received);
    }

    [Fact]
    public void A_rule_is_told_with_its_examples_and_what_is_said_of_them() =>
        RuleText.Of(ScriptRule.All.Single(r => r.Id == "dynamic-sql")).ShouldBeApproved();
}
