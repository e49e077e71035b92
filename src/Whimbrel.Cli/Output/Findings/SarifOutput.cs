using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Runs;
using Whimbrel.Sql.Rules;

namespace Whimbrel.Cli.Output.Findings;

/// <summary>Findings as SARIF: for code scanning, and for the editors that read it.</summary>
internal static class SarifOutput
{
    private const string WorkingFolder = "SRCROOT";

    public static SarifLog Of(CheckReport report)
    {
        var numbers = ScriptRule.All.Select((rule, i) => (rule.Id, i)).ToDictionary(r => r.Id, r => r.i, StringComparer.Ordinal);
        return new SarifLog(
            "https://json.schemastore.org/sarif-2.1.0.json",
            "2.1.0",
            [
                new SarifRun(
                    new SarifTool(new SarifDriver("Whimbrel", RunOpening.ProgramVersion, [.. ScriptRule.All.Select(Of)])),
                    "utf16CodeUnits",
                    new Dictionary<string, SarifUriBase>(StringComparer.Ordinal) { [WorkingFolder] = new(new SarifText("The working folder of whimbrel check.")) },
                    [.. report.Findings.Select(shown => Of(shown, numbers))]),
            ]);
    }

    private static SarifRule Of(RuleFacts rule)
    {
        var title = $"{char.ToUpperInvariant(rule.Title[0])}{rule.Title[1..]}.";
        return new SarifRule(
            rule.Id,
            new SarifText(title),
            new SarifText(title),
            new SarifHelp(RuleText.Of(rule), RuleMarkdown.Of(rule)),
            new SarifConfiguration(!rule.IsStyle, LevelOf(rule.Severity)),
            new SarifRuleProperties(["postgresql", "migration", .. rule.Aliases], rule.Lock));
    }

    private static SarifResult Of(ShownFinding shown, Dictionary<string, int> numbers)
    {
        var finding = shown.Finding;
        return new SarifResult(
            finding.Rule,
            numbers[finding.Rule],
            LevelOf(finding.Severity),
            new SarifText(finding.Safe is { } safe ? $"{shown.Sentences}\n\nThe safe way:\n\n{safe}" : shown.Sentences),
            [new SarifLocation(new SarifPhysicalLocation(Artifact(shown.File), new SarifRegion(finding.Line, finding.Column, shown.SourceLine is { } line ? new SarifText(line) : null)))],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["primaryLocationLineHash"] = shown.Fingerprint });
    }

    private static SarifArtifact Artifact(string file) => Path.IsPathRooted(file) || file.StartsWith("..", StringComparison.Ordinal)
        ? new SarifArtifact(new Uri(Path.GetFullPath(file)).AbsoluteUri, null)
        : new SarifArtifact(string.Join('/', file.Split('/').Select(Uri.EscapeDataString)), WorkingFolder);

    private static string LevelOf(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };
}
