using System.Text.Json.Serialization;
using Whimbrel.Sql.Rules;

namespace Whimbrel.Cli.Output.Findings;

/// <summary>An entry of GitLab's code quality report.</summary>
internal sealed record GitLabIssue(string Description, [property: JsonPropertyName("check_name")] string CheckName, string Fingerprint, string Severity, GitLabLocation Location);

internal sealed record GitLabLocation(string Path, GitLabLines Lines);

internal sealed record GitLabLines(int Begin);

/// <summary>The code quality report that GitLab reads as an artifact of a job.</summary>
internal static class GitLabOutput
{
    public static IReadOnlyList<GitLabIssue> Of(CheckReport report) =>
    [
        .. report.Findings.Select(shown => new GitLabIssue(
            shown.Sentences,
            shown.Finding.Rule,
            shown.Fingerprint,
            SeverityOf(shown.Finding.Severity),
            new GitLabLocation(shown.File, new GitLabLines(shown.Finding.Line)))),
    ];

    private static string SeverityOf(Severity severity) => severity switch
    {
        Severity.Error => "critical",
        Severity.Warning => "major",
        _ => "info",
    };
}
