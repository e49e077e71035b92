using System.CommandLine;
using Whimbrel.Cli.Output.Findings;
using Whimbrel.Engine;
using Whimbrel.Engine.Migrations;
using Whimbrel.Sql;
using Whimbrel.Sql.Rules;

namespace Whimbrel.Cli.Options;

/// <summary>How <c>check</c> is asked: what is looked for, how it is shown, and what counts as failed.</summary>
internal sealed class CheckArguments
{
    private readonly Option<bool> _style = new("--style") { Description = "With the rules that are a matter of taste." };

    private readonly Option<string[]> _levels = new("--rule") { Description = "Another severity for a rule: off, info, warning or error. May be given again.", HelpName = "ID=LEVEL" };

    private readonly Option<int?> _server = new("--server-version") { Description = $"The server's major version, {CheckOptions.OldestServer} to {CheckOptions.NewestServer}.", HelpName = "N" };

    private readonly Option<string> _format = new("--format") { Description = "text, json, sarif, github (annotations) or gitlab (code quality).", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };

    private readonly Option<string> _failOn = new("--fail-on") { Description = "Ends with 3 from this severity on: error or warning.", HelpName = "LEVEL", DefaultValueFactory = _ => "error" };

    public CheckArguments()
    {
        _format.AcceptOnlyFromAmong("text", "json", "sarif", "github", "gitlab");
        _failOn.AcceptOnlyFromAmong("error", "warning");
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _format, _failOn, _style, _levels, _server })
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="OperatorException">For <c>--json</c> with another format.</exception>
    public string Format(ParseResult parsed)
    {
        var format = parsed.GetValue(_format)!;
        if (!parsed.GetValue(CommonOptions.Json))
        {
            return format;
        }

        return format is "text" or "json" ? "json" : throw new OperatorException($"--json and --format {format} exclude each other", "leave one of them out.", ExitCode.Usage);
    }

    public Severity FailsFrom(ParseResult parsed) => parsed.GetValue(_failOn) == "warning" ? Severity.Warning : Severity.Error;

    /// <exception cref="OperatorException">For a rule, a level or a version that is none.</exception>
    public CheckOptions Read(ParseResult parsed)
    {
        var options = new CheckOptions { WithStyle = parsed.GetValue(_style), Levels = Levels(parsed.GetValue(_levels) ?? []) };
        return parsed.GetValue(_server) switch
        {
            null => options,
            >= CheckOptions.OldestServer and <= CheckOptions.NewestServer and var major => options with { ServerMajor = major },
            var other => throw new OperatorException($"--server-version {other}: not a version that is known", $"write a number from {CheckOptions.OldestServer} to {CheckOptions.NewestServer}.", ExitCode.Usage),
        };
    }

    /// <exception cref="OperatorException">When there is none of this name.</exception>
    public static RuleFacts Rule(string id) => ScriptRule.All.FirstOrDefault(r => r.Id == id)
        ?? ScriptRule.All.FirstOrDefault(r => r.Aliases.Contains(id, StringComparer.Ordinal))
        ?? throw new OperatorException(
            $"there is no rule {id}",
            $"'whimbrel check --rules' lists them.{(Nearest.Of(id, ScriptRule.All.Select(r => r.Id)) is { } nearest ? $" The nearest is {nearest}." : "")}",
            ExitCode.Usage);

    private static Dictionary<string, Severity?> Levels(string[] given)
    {
        var levels = new Dictionary<string, Severity?>(StringComparer.Ordinal);
        foreach (var text in given)
        {
            var parts = text.Split('=', 2);
            if (parts.Length != 2 || !SeverityNames.TryParse(parts[1], out var level))
            {
                throw new OperatorException($"--rule {text}: not a rule and its level", "write for example --rule drop-column=error; the levels are off, info, warning and error.", ExitCode.Usage);
            }

            levels[Rule(parts[0]).Id] = level;
        }

        return levels;
    }
}
