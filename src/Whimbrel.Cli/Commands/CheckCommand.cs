using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Migrations;
using Whimbrel.Sql.Rules;

namespace Whimbrel.Cli.Commands;

/// <param name="Statements">How many statements were read.</param>
internal sealed record CheckDocument(long Statements, IReadOnlyList<CheckFinding> Findings, string Downtime);

internal sealed record CheckFinding(string Rule, string Severity, string File, int Line, string Message, string? Hint);

internal sealed record ListedRule(string Id, string Title, string Severity, string? Lock, IReadOnlyList<string> Aliases, bool Style);

internal sealed record RulesDocument(IReadOnlyList<ListedRule> Rules);

/// <summary><c>whimbrel check</c>: the scripts alone, without a server.</summary>
internal static class CheckCommand
{
    public static Command Create(CommandContext context)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Scripts or folders; migrations.path by default.", Arity = ArgumentArity.ZeroOrMore };
        var rules = new Option<bool>("--rules") { Description = "List the rules." };
        var command = new Command("check", "Parse and check scripts with PostgreSQL's own parser; needs no server.") { paths, rules };
        command.SetAction(parsed => parsed.GetValue(rules)
            ? WriteRules(parsed.GetValue(CommonOptions.Json))
            : Write(new ScriptCheck(new CheckOptions()).Run(Paths(context, parsed, parsed.GetValue(paths) ?? [])), parsed.GetValue(CommonOptions.Json)));
        return command;
    }

    /// <summary>Without a path, the configured folder; a configuration is needed only then.</summary>
    private static IReadOnlyList<string> Paths(CommandContext context, ParseResult parsed, string[] given) =>
        given.Length > 0 ? given : [context.Settings(parsed).Migrations.Path];

    private static int Write(ScriptCheckResult result, bool isJson)
    {
        var findings = result.Findings.Select(f => new CheckFinding(f.Rule, NameOf(f.Severity), f.File, f.Line, f.Message, f.Hint)).ToList();
        if (isJson)
        {
            JsonOutput.Write(new CheckDocument(result.Statements, findings, result.Downtime.Name), CliJson.Default.CheckDocument);
        }
        else
        {
            foreach (var finding in result.Findings)
            {
                Console.WriteLine($"{NameOf(finding.Severity)} {finding.Rule}: {finding.File}:{finding.Line}:{finding.Column}: {finding.Message}");
                if (finding.Excerpt is { } excerpt)
                {
                    Console.WriteLine(excerpt);
                }

                Console.WriteLine($"  {finding.Hint}");
            }

            Console.WriteLine($"{result.Files} files, {result.Statements} statements, {findings.Count(f => f.Severity == "error")} errors, {findings.Count(f => f.Severity == "warning")} warnings; {result.Downtime.Name} downtime");
        }

        return (int)(findings.Exists(f => f.Severity == "error") ? ExitCode.FoundErrors : ExitCode.Done);
    }

    private static string NameOf(Severity severity) => severity switch
    {
        Severity.Info => "info",
        Severity.Warning => "warning",
        _ => "error",
    };

    private static int WriteRules(bool isJson)
    {
        if (isJson)
        {
            JsonOutput.Write(new RulesDocument([.. ScriptRule.All.Select(r => new ListedRule(r.Id, r.Title, NameOf(r.Severity), r.Lock, r.Aliases, r.IsStyle))]), CliJson.Default.RulesDocument);
        }
        else
        {
            Columns.Write(["rule", "severity", "title"], ScriptRule.All.Select(r => (string[])[r.Id, NameOf(r.Severity), r.Title]));
        }

        return (int)ExitCode.Done;
    }
}
