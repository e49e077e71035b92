using System.Text.RegularExpressions;
using Whimbrel.Sql.Psql;

namespace Whimbrel.Sql;

/// <summary>Reads and checks one comment.</summary>
internal sealed partial class DirectiveReader
{
    private static readonly Dictionary<string, DirectiveForm> Forms = new(StringComparer.Ordinal)
    {
        ["requires"] = new("requires VERSION …", Versions(), Reason.None),
        ["downtime"] = new("downtime zero|minimal|full", Downtime(), Reason.Allowed, IsOnce: true),
        ["timeout"] = new("timeout 30min", ShortDuration(), Reason.Allowed, IsOnce: true),
        ["irreversible"] = new("irreversible \"why\"", Nothing(), Reason.Needed),
        ["batch"] = new("batch TABLE.KEY or TABLE.KEY1,KEY2", TableAndKey(), Reason.None),
        ["expect"] = new("expect equal|covered|none", Expectation(), Reason.Allowed),
        ["allow"] = new("allow RULE \"why\"", Rule(), Reason.Needed),
        ["confirm"] = new("confirm \"why\"", Nothing(), Reason.Needed),
    };

    private enum Reason
    {
        None,
        Allowed,
        Needed,
    }

    /// <summary>The directive of a comment, null when it is a comment for people.</summary>
    internal Directive? Read(string comment, Place place, IReadOnlyList<Directive> before)
    {
        var found = Line().Match(comment);
        if (!found.Success)
            return null;

        var directive = Read(comment, place, found);
        if (Forms[directive.Name].IsOnce && before.Any(d => d.Name == directive.Name))
            throw Error(comment, place, 0, $"whimbrel:{directive.Name} stands in this script twice", "Keep one of them.");
        return directive;
    }

    private static Directive Read(string comment, Place place, Match found)
    {
        var name = found.Groups["name"].Value;
        if (!Forms.TryGetValue(name, out var form))
            throw Unknown(comment, place, found.Groups["name"]);

        var at = found.Groups["rest"].Index;
        var rest = Rest().Match(found.Groups["rest"].Value);
        var argument = rest.Groups["argument"].Value;
        var reason = rest.Groups["reason"] is { Success: true } group ? group.Value.Trim() : null;
        var problem = !rest.Success || !form.Argument.IsMatch(argument) ? $"'{found.Groups["rest"].Value}' is not an argument of whimbrel:{name}"
            : form.Reason == Reason.Needed && string.IsNullOrEmpty(reason) ? $"whimbrel:{name} needs its reason in double quotes"
            : form.Reason == Reason.None && reason is not null ? $"whimbrel:{name} takes no reason"
            : null;
        return problem is null
            ? new Directive(name, argument, reason, place.Line) { Path = place.Path }
            : throw Error(comment, place, at, problem, $"Write: -- whimbrel:{form.Example}");
    }

    private static ScriptException Unknown(string comment, Place place, Group name)
    {
        var meant = Nearest.Of(name.Value, Forms.Keys) is { } near ? $"; did you mean whimbrel:{near}?" : "";
        return Error(comment, place, name.Index, $"there is no directive whimbrel:{name.Value}{meant}", $"The directives are {string.Join(", ", Forms.Keys)}.");
    }

    private static ScriptException Error(string comment, Place place, int at, string problem, string hint) =>
        new(place.Path, place.Line, place.Column + at, problem, new string(' ', place.Column - 1) + comment, hint);

    [GeneratedRegex(@"^--\s*whimbrel:\s*(?<name>[^\s""]*)\s*(?<rest>.*?)\s*$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();

    /// <summary>The reason ends at the line's last quote, so that it may quote something itself.</summary>
    [GeneratedRegex(@"^(?<argument>[^""]*?)\s*(""(?<reason>.*)"")?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rest();

    [GeneratedRegex("^[0-9]+([ ,]+[0-9]+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Versions();

    [GeneratedRegex("^(zero|minimal|full)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Downtime();

    /// <summary>Some months at most: more is a mistake.</summary>
    [GeneratedRegex("^[1-9]([0-9]{0,8}ms|[0-9]{0,6}s|[0-9]{0,4}min|[0-9]{0,2}h|[0-9]?d)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ShortDuration();

    [GeneratedRegex(@"^([\w$]+\.){1,2}[\w$]+(\s*,\s*[\w$]+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TableAndKey();

    [GeneratedRegex("^(equal|covered|none)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Expectation();

    [GeneratedRegex(@"^[\w.-]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rule();

    [GeneratedRegex("^$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Nothing();

    private sealed record DirectiveForm(string Example, Regex Argument, Reason Reason, bool IsOnce = false);
}
