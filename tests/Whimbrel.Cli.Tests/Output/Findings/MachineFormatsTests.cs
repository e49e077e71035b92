using System.Text.Json;
using Whimbrel.Cli.Output;
using Whimbrel.Cli.Output.Findings;
using Whimbrel.Engine.Migrations;

namespace Whimbrel.Cli.Tests.Output.Findings;

/// <summary>The formats that other programs read.</summary>
public sealed class MachineFormatsTests
{
    [Fact]
    public void Json_has_the_keys_of_the_contract_and_more() =>
        JsonSerializer.Serialize(FindingsJson.Of(Given.Report), CliJson.Default.CheckDocument).ShouldBeApproved();

    [Fact]
    public void GitHub_gets_workflow_commands_with_the_worst_first()
    {
        using var text = new StringWriter { NewLine = "\n" };

        GitHubOutput.Write(Given.Report, text);

        text.ToString().ShouldBeApproved();
    }

    [Fact]
    public void GitLab_gets_a_code_quality_report() =>
        JsonSerializer.Serialize(GitLabOutput.Of(Given.Report), CliJson.Default.IReadOnlyListGitLabIssue).ShouldBeApproved();

    [Fact]
    public void Sarif_has_the_results_with_their_places()
    {
        var log = SarifOutput.Of(Given.Report);
        var run = log.Runs[0];

        // The rules, and their numbers, change with every new one.
        var results = run with { Tool = new SarifTool(new SarifDriver("Whimbrel", "0", [])), Results = [.. run.Results.Select(r => r with { RuleIndex = 0 })] };
        JsonSerializer.Serialize(log with { Runs = [results] }, CliJson.Default.SarifLog).ShouldBeApproved();
    }

    [Fact]
    public void Sarif_describes_every_rule_and_has_no_null()
    {
        var log = SarifOutput.Of(Given.Report);
        var run = log.Runs.ShouldHaveSingleItem();

        run.Tool.Driver.Rules.Select(r => r.Id).ShouldBe(ScriptRule.All.Select(r => r.Id));
        run.Tool.Driver.Rules.ShouldAllBe(r => r.Help.Text.Length > 0 && r.Help.Markdown.Length > 0 && r.ShortDescription.Text.EndsWith('.'));
        run.Tool.Driver.Rules.Single(r => r.Id == "drop-column").Help.Markdown.ShouldContain("```sql\nALTER TABLE");
        run.Results.ShouldAllBe(r => run.Tool.Driver.Rules[r.RuleIndex].Id == r.RuleId);
        JsonSerializer.Serialize(log, CliJson.Default.SarifLog).ShouldNotContain(": null");
    }

    [Fact]
    public void A_fingerprint_stays_when_the_line_moves_and_tells_twins_apart()
    {
        var fingerprints = new Fingerprints();
        var first = fingerprints.Of(Given.DropColumn, "a.sql", "ALTER  TABLE users DROP COLUMN theme;");
        var twin = fingerprints.Of(Given.DropColumn, "a.sql", "ALTER TABLE users DROP COLUMN theme;");

        var moved = new Fingerprints().Of(Given.DropColumn with { Line = 99, Column = 9, Message = "said better" }, "a.sql", "  ALTER TABLE users DROP COLUMN theme;\t");
        var other = new Fingerprints().Of(Given.DropColumn, "a.sql", "ALTER TABLE users DROP COLUMN lang;");

        (moved == first, twin == first, other == first).ShouldBe((true, false, false));
    }

    [Fact]
    public void A_file_outside_the_working_folder_keeps_its_path()
    {
        var outside = SarifOutput.Of(Given.Of(Given.DropColumn with { File = "/elsewhere/a b.sql" })).Runs[0].Results[0].Locations[0].PhysicalLocation.ArtifactLocation;

        outside.ShouldBe(new SarifArtifact("file:///elsewhere/a%20b.sql", null));
    }
}
