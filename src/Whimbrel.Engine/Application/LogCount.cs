using System.Text.RegularExpressions;

namespace Whimbrel.Engine.Application;

/// <summary>What an application has complained of in its log, by level.</summary>
/// <param name="Name">The service's.</param>
/// <param name="Last">The last line of an error.</param>
public sealed partial record LogCount(string Name, int Fatal, int Errors, int Warnings, string? Last)
{
    private const int Longest = 200;

    public override string ToString() => $"{Name} {Fatal + Errors} {(Fatal + Errors == 1 ? "error" : "errors")}{(Fatal > 0 ? $" ({Fatal} fatal)" : "")}, {Warnings} {(Warnings == 1 ? "warning" : "warnings")}";

    /// <summary>The count with one line more.</summary>
    internal LogCount With(string line) => Level().Match(line) switch
    {
        { Success: false } => this,
        var m when m.Groups["fatal"].Success => this with { Fatal = Fatal + 1, Last = Short(line) },
        var m when m.Groups["error"].Success => this with { Errors = Errors + 1, Last = Short(line) },
        _ => this with { Warnings = Warnings + 1 },
    };

    private static string Short(string line) => line.Length > Longest ? line[..Longest] + "…" : line;

    /// <summary>The word with which a line names its level, as text or in JSON, where some write numbers; the first one decides.</summary>
    [GeneratedRegex(
        """(?<fatal>\b(fatal|panic|critical|crit|emerg|alert)\b|"level":\s*60)|(?<error>\b(error|err|fail|failed|severe|exception)\b|"level":\s*50)|(?<warning>\b(warning|warn)\b|"level":\s*40)""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Level();
}
