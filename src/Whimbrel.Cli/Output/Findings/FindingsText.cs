using Whimbrel.Sql;
using Whimbrel.Sql.Rules;

namespace Whimbrel.Cli.Output.Findings;

/// <summary>Findings for people: file by file, each explained where it comes first and short where it comes again.</summary>
/// <param name="isVerbose">Everything is said every time.</param>
internal sealed class FindingsText(TextWriter to, Ink ink, bool isVerbose)
{
    /// <summary>So often the source line and the safe way of one rule are shown.</summary>
    private const int ShownInFull = 3;

    /// <summary>So many findings of one rule are shown in one file.</summary>
    private const int ShownInFile = 10;

    private readonly Dictionary<string, int> _shown = new(StringComparer.Ordinal);
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private bool _isShortened;

    /// <param name="lowest">What is milder is counted only.</param>
    public void Write(CheckReport report, Severity lowest)
    {
        foreach (var file in report.Findings.Where(f => f.Finding.Severity >= lowest).GroupBy(f => f.File, StringComparer.Ordinal))
        {
            WriteFile([.. file]);
        }

        if (_isShortened)
        {
            to.WriteLine(ink.Faint("Explanations are not repeated: 'whimbrel check --rules ID' has them, --verbose shows them each time."));
        }

        to.WriteLine(report.Summary(ink));
        if (report.Downtime is { File: { } decides } downtime)
        {
            to.WriteLine($"  {downtime.Name} because of {decides}:{downtime.Line}: {downtime.Because}");
        }
    }

    private void WriteFile(List<ShownFinding> findings)
    {
        var inFile = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var finding in findings)
        {
            var rule = finding.Finding.Rule;
            var number = inFile[rule] = inFile.GetValueOrDefault(rule) + 1;
            if (number <= ShownInFile || isVerbose)
            {
                WriteFinding(finding);
            }
        }

        foreach (var (rule, count) in inFile.Where(r => r.Value > ShownInFile && !isVerbose))
        {
            var lines = findings.Where(f => f.Finding.Rule == rule).Skip(ShownInFile).Select(f => f.Finding.Line).Distinct().ToList();
            to.WriteLine($"{findings[0].File}: {ink.Bold(rule)} {count - ShownInFile} more times, in {Lines(lines)}");
            _isShortened = true;
        }

        to.WriteLine();
    }

    private static string Lines(List<int> lines) =>
        lines.Count == 1 ? $"line {lines[0]}" : $"lines {string.Join(", ", lines.Take(8))}{(lines.Count > 8 ? $" … {lines[^1]}" : "")}";

    private void WriteFinding(ShownFinding shown)
    {
        var finding = shown.Finding;
        var (message, waits) = Parted(finding);
        to.WriteLine($"{ink.Bold($"{shown.File}:{finding.Line}:{finding.Column}")}: {Coloured(finding.Severity)}: {ink.Bold(finding.Rule)}: {message}");
        var number = _shown[finding.Rule] = _shown.GetValueOrDefault(finding.Rule) + 1;
        if (number > ShownInFull && !isVerbose)
        {
            _isShortened = true;
            return;
        }

        Indented("    ", Excerpt(shown));
        Labelled("lock", finding.Lock is null ? null : $"{finding.Lock}{(finding.Relation is null ? "" : $" on {finding.Relation}")}{waits}");
        if (finding.Safe is { } safe)
        {
            to.WriteLine($"  {ink.Green("safe way:")}");
            Indented("      ", safe);
        }

        Labelled("hint", isVerbose || _said.Add(finding.Hint) ? finding.Hint : null);
    }

    /// <summary>Who waits for the lock stands on a line of its own.</summary>
    private static (string Message, string Waits) Parted(Finding finding)
    {
        var under = $"; under {finding.Lock} ";
        var at = finding.Lock is null ? -1 : finding.Message.LastIndexOf(under, StringComparison.Ordinal);
        return at < 0 ? (finding.Message, "") : (finding.Message[..at], $": {finding.Message[(at + under.Length)..]}");
    }

    private void Labelled(string label, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            to.WriteLine($"  {ink.Green($"{label}:")} {text}");
        }
    }

    private static string? Excerpt(ShownFinding shown) => shown.Finding.Excerpt
        ?? (string.IsNullOrWhiteSpace(shown.SourceLine) ? null : new ScriptException(shown.File, shown.Finding.Line, shown.Finding.Column, "", shown.SourceLine, null).Caret());

    private void Indented(string indent, string? text)
    {
        foreach (var line in text?.TrimEnd().Split('\n') ?? [])
        {
            to.WriteLine((indent + line.TrimEnd('\r')).TrimEnd());
        }
    }

    private string Coloured(Severity severity) => severity switch
    {
        Severity.Error => ink.Red(severity.Name()),
        Severity.Warning => ink.Yellow(severity.Name()),
        _ => ink.Blue(severity.Name()),
    };
}
