using Whimbrel.Engine.Migrations;
using Whimbrel.Sql.Rules;

namespace Whimbrel.Cli.Output.Findings;

/// <summary>A finding as it is shown.</summary>
/// <param name="File">From the working folder, where it stands below that.</param>
/// <param name="SourceLine">null when the file cannot be read, and for what is said of all of it.</param>
/// <param name="Fingerprint">The same as long as rule, file and line of text are the same, wherever that line moves.</param>
internal sealed record ShownFinding(Finding Finding, string File, string? SourceLine, string Fingerprint)
{
    /// <summary>What happens, and what to do.</summary>
    public string Sentences => Finding.Hint.Length == 0 ? $"{Finding.Message}." : $"{Finding.Message}. {char.ToUpperInvariant(Finding.Hint[0])}{Finding.Hint[1..]}";
}

/// <summary>What all formats of <c>check</c> are made of.</summary>
internal sealed record CheckReport(int Files, long Statements, IReadOnlyList<ShownFinding> Findings, int Allowed, Downtime Downtime)
{
    public static CheckReport Of(ScriptCheckResult result, string workingFolder)
    {
        var files = result.Findings.GroupBy(f => f.File, StringComparer.Ordinal).ToList();
        var shown = new List<ShownFinding>[files.Count];
        Parallel.For(0, files.Count, i => shown[i] = Shown(files[i], workingFolder));
        return new CheckReport(result.Files, result.Statements, [.. shown.SelectMany(f => f)], result.Allowed, result.Downtime with { File = result.Downtime.File is { } decides ? Relative(workingFolder, decides) : null });
    }

    public int Count(Severity severity) => Findings.Count(f => f.Finding.Severity == severity);

    /// <summary>12 files, 340 statements: 0 errors …</summary>
    public string Summary(Ink ink)
    {
        var errors = Counted(Count(Severity.Error), "error");
        var warnings = Counted(Count(Severity.Warning), "warning");
        var found = $"{(Count(Severity.Error) > 0 ? ink.Red(errors) : errors)}, {(Count(Severity.Warning) > 0 ? ink.Yellow(warnings) : warnings)}, {Counted(Count(Severity.Info), "info")}";
        var allowed = Allowed > 0 ? $", {Counted(Allowed, "allowed exception")}" : "";
        return $"{Counted(Files, "file")}, {Counted(Statements, "statement")}: {found}{allowed}; {Downtime.Name} downtime";
    }

    private static string Counted(long count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static List<ShownFinding> Shown(IGrouping<string, Finding> findings, string workingFolder)
    {
        var file = Relative(workingFolder, findings.Key);
        var sources = new SourceLines(Path.GetFullPath(findings.Key, workingFolder));
        var fingerprints = new Fingerprints();
        var shown = new List<ShownFinding>();
        foreach (var finding in findings.OrderBy(f => f.Line).ThenBy(f => f.Column))
        {
            var line = IsAboutTheFile(finding) ? null : sources.Line(finding.Line);
            shown.Add(new ShownFinding(finding with { File = file }, file, line, fingerprints.Of(finding, file, line)));
        }

        return shown;
    }

    /// <summary>What is said of a whole file is not shown as if its first line were to blame.</summary>
    private static bool IsAboutTheFile(Finding finding) => finding.Line == 1 && finding.Column == 1 && ScriptRule.OfFiles.Any(r => r.Id == finding.Rule && r.Id != "destructive");

    private static string Relative(string workingFolder, string file)
    {
        var relative = Path.GetRelativePath(workingFolder, Path.GetFullPath(file, workingFolder));
        return relative.StartsWith("..", StringComparison.Ordinal) ? file : relative;
    }
}
