using Whimbrel.Sql.Rules;

namespace Whimbrel.Cli.Output.Findings;

/// <summary>Workflow commands, which GitHub shows beside the changed lines; it takes few of each kind, so the worst come first.</summary>
internal static class GitHubOutput
{
    public static void Write(CheckReport report, TextWriter to)
    {
        foreach (var shown in report.Findings.OrderByDescending(f => f.Finding.Severity))
        {
            var finding = shown.Finding;
            to.WriteLine($"::{Command(finding.Severity)} file={Property(shown.File)},line={finding.Line},col={finding.Column},title={Property(finding.Rule)}::{Data(Message(shown))}");
        }

        to.WriteLine(report.Summary(new Ink(isOn: false)));
    }

    private static string Message(ShownFinding shown) => shown.Finding.Safe is { } safe ? $"{shown.Sentences}\nThe safe way:\n{safe}" : shown.Sentences;

    private static string Command(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "notice",
    };

    private static string Data(string text) => text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
