using System.Text.RegularExpressions;

namespace Whimbrel.Sql;

/// <summary>Finds and checks the directives among a script's comments.</summary>
internal static partial class DirectiveReader
{
    private static readonly Dictionary<string, DirectiveForm> Forms = new(StringComparer.Ordinal)
    {
        ["requires"] = new("requires VERSION …", Versions(), Reason.None),
        ["downtime"] = new("downtime zero|minimal|full", Downtime(), Reason.Allowed, IsOnce: true),
        ["timeout"] = new("timeout 30min", ShortDuration(), Reason.Allowed, IsOnce: true),
        ["irreversible"] = new("irreversible \"why\"", Nothing(), Reason.Needed),
        ["batch"] = new("batch TABLE.KEY", TableAndKey(), Reason.None),
        ["allow"] = new("allow RULE \"why\"", Rule(), Reason.Needed),
        ["confirm"] = new("confirm \"why\"", Nothing(), Reason.Needed),
    };

    private enum Reason
    {
        None,
        Allowed,
        Needed,
    }

    internal static List<Directive> Read(SourceText source, IEnumerable<Token> comments)
    {
        var directives = new List<Directive>();
        foreach (var comment in comments)
        {
            var found = Line().Match(source.Text[comment.Start..comment.End]);
            if (!found.Success)
                continue;

            var directive = Read(source, comment.Start, found);
            if (Forms[directive.Name].IsOnce && directives.Exists(d => d.Name == directive.Name))
                throw source.Error(comment.Start, $"whimbrel:{directive.Name} stands in this script twice", "Keep one of them.");
            directives.Add(directive);
        }

        return directives;
    }

    private static Directive Read(SourceText source, int offset, Match found)
    {
        var name = found.Groups["name"].Value;
        if (!Forms.TryGetValue(name, out var form))
            throw Unknown(source, offset + found.Groups["name"].Index, name);

        var at = offset + found.Groups["rest"].Index;
        var rest = Rest().Match(found.Groups["rest"].Value);
        var argument = rest.Groups["argument"].Value;
        var reason = rest.Groups["reason"] is { Success: true } group ? group.Value.Trim() : null;
        if (!rest.Success || !form.Argument.IsMatch(argument))
            throw Wrong(source, at, form, $"'{found.Groups["rest"].Value}' is not an argument of whimbrel:{name}");
        if (form.Reason == Reason.Needed && string.IsNullOrEmpty(reason))
            throw Wrong(source, at, form, $"whimbrel:{name} needs its reason in double quotes");
        if (form.Reason == Reason.None && reason is not null)
            throw Wrong(source, at, form, $"whimbrel:{name} takes no reason");
        return new Directive(name, argument, reason, source.LineOf(offset));
    }

    private static ScriptException Wrong(SourceText source, int offset, DirectiveForm form, string problem) =>
        source.Error(offset, problem, $"Write: -- whimbrel:{form.Example}");

    private static ScriptException Unknown(SourceText source, int offset, string name)
    {
        var meant = Nearest.Of(name, Forms.Keys) is { } near ? $"; did you mean whimbrel:{near}?" : "";
        return source.Error(offset, $"there is no directive whimbrel:{name}{meant}",
            $"The directives are {string.Join(", ", Forms.Keys)}.");
    }

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

    [GeneratedRegex(@"^([\w$]+\.){1,2}[\w$]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TableAndKey();

    [GeneratedRegex(@"^[\w.-]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rule();

    [GeneratedRegex("^$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Nothing();

    private sealed record DirectiveForm(string Example, Regex Argument, Reason Reason, bool IsOnce = false);
}
