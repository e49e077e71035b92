using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Migrations;

namespace Whimbrel.Cli.Commands;

/// <param name="Statements">How many statements were read.</param>
internal sealed record CheckDocument(int Statements, IReadOnlyList<CheckFinding> Findings, string Downtime);

internal sealed record CheckFinding(string Rule, string Severity, string File, int Line, string Message, string? Hint);

internal sealed record RulesDocument(IReadOnlyList<ScriptRule> Rules);

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
            : Write(ScriptCheck.Run(Paths(context, parsed, parsed.GetValue(paths) ?? [])), parsed.GetValue(CommonOptions.Json)));
        return command;
    }

    /// <summary>Without a path, the configured folder; a configuration is needed only then.</summary>
    private static IReadOnlyList<string> Paths(CommandContext context, ParseResult parsed, string[] given) =>
        given.Length > 0 ? given : [context.Settings(parsed).Migrations.Path];

    private static int Write(ScriptCheckResult result, bool isJson)
    {
        var findings = result.Problems.Select(p => new CheckFinding(p.Rule, ScriptRule.SeverityOf(p.Rule), p.File, p.Line, p.Message, p.Hint)).ToList();
        if (isJson)
        {
            JsonOutput.Write(new CheckDocument(result.Statements, findings, result.Downtime), CliJson.Default.CheckDocument);
        }
        else
        {
            foreach (var (problem, finding) in result.Problems.Zip(findings))
            {
                Console.WriteLine($"{finding.Severity} {problem.Rule}: {ScriptProblems.Say(problem)}");
                if (problem.Hint is not null)
                {
                    Console.WriteLine($"  {problem.Hint}");
                }
            }

            Console.WriteLine($"{result.Files} files, {result.Statements} statements, {findings.Count(f => f.Severity == "error")} errors, {findings.Count(f => f.Severity == "warning")} warnings; {result.Downtime} downtime");
        }

        return (int)(findings.Exists(f => f.Severity == "error") ? ExitCode.FoundErrors : ExitCode.Done);
    }

    private static int WriteRules(bool isJson)
    {
        if (isJson)
        {
            JsonOutput.Write(new RulesDocument(ScriptRule.All), CliJson.Default.RulesDocument);
        }
        else
        {
            Columns.Write(["rule", "severity", "title"], ScriptRule.All.Select(r => (string[])[r.Id, r.Severity, r.Title]));
        }

        return (int)ExitCode.Done;
    }
}
