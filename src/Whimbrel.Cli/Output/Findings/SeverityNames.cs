using Whimbrel.Sql.Rules;

namespace Whimbrel.Cli.Output.Findings;

/// <summary>Severities as they are written on the command line and in JSON.</summary>
internal static class SeverityNames
{
    public const string Off = "off";

    public static string Name(this Severity severity) => severity switch
    {
        Severity.Info => "info",
        Severity.Warning => "warning",
        _ => "error",
    };

    /// <summary>false for a word that is none of them; null for off.</summary>
    public static bool TryParse(string name, out Severity? severity)
    {
        severity = name switch
        {
            "info" => Severity.Info,
            "warning" => Severity.Warning,
            "error" => Severity.Error,
            _ => null,
        };
        return severity is not null || name == Off;
    }
}
