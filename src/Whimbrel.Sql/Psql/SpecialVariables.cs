namespace Whimbrel.Sql.Psql;

/// <summary>Variables that change psql itself.</summary>
internal static class SpecialVariables
{
    private static readonly Dictionary<string, string> _defaults = new(StringComparer.Ordinal)
    {
        ["AUTOCOMMIT"] = "on",
        ["COMP_KEYWORD_CASE"] = "preserve-upper",
        ["ECHO"] = "none",
        ["ECHO_HIDDEN"] = "off",
        ["FETCH_COUNT"] = "0",
        ["HIDE_TABLEAM"] = "off",
        ["HIDE_TOAST_COMPRESSION"] = "off",
        ["HISTCONTROL"] = "none",
        ["HISTSIZE"] = "500",
        ["IGNOREEOF"] = "0",
        ["ON_ERROR_ROLLBACK"] = "off",
        ["ON_ERROR_STOP"] = "on",
        ["PROMPT1"] = "%/%R%x%# ",
        ["PROMPT2"] = "%/%R%x%# ",
        ["PROMPT3"] = ">> ",
        ["QUIET"] = "on",
        ["SHOW_ALL_RESULTS"] = "on",
        ["SHOW_CONTEXT"] = "errors",
        ["SINGLELINE"] = "off",
        ["SINGLESTEP"] = "off",
        ["VERBOSITY"] = "default",
    };

    internal static void SetDefaults(Dictionary<string, string> values)
    {
        foreach (var (name, value) in _defaults)
            values[name] = value;
    }

    /// <summary>What <c>\unset</c> leaves: psql does not unset these, but gives them a default.</summary>
    internal static string? AfterUnset(string name) =>
        IsSwitch(name) ? "off" : name.StartsWith("PROMPT", StringComparison.Ordinal) ? null : _defaults.GetValueOrDefault(name);

    /// <summary>An empty value switches a switch on.</summary>
    internal static string Normalized(string name, string value) => value.Length == 0 && IsSwitch(name) ? "on" : value;

    /// <summary>Why the setting cannot be taken over; null when it can.</summary>
    internal static string? Refusal(string name, string value) => (name, PsqlBoolean.Read(value)) switch
    {
        ("AUTOCOMMIT", false) => "without autocommit psql opens transactions that the script does not show",
        ("SINGLELINE", true) => "a line's end would send a statement",
        ("SINGLESTEP", true) => "psql would ask before each statement",
        ("ON_ERROR_ROLLBACK", true) => "after an error nothing goes on",
        ("ON_ERROR_ROLLBACK", null) when value == "interactive" => null,
        ("AUTOCOMMIT" or "SINGLELINE" or "SINGLESTEP" or "ON_ERROR_ROLLBACK", null) => "a boolean is expected",
        _ => null,
    };

    private static bool IsSwitch(string name) =>
        _defaults.TryGetValue(name, out var value) && value is "on" or "off";
}
