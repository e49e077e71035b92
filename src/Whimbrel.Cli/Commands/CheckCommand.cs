using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Cli.Output.Findings;
using Whimbrel.Engine;
using Whimbrel.Engine.Migrations;
using Whimbrel.Sql.Rules;

namespace Whimbrel.Cli.Commands;

/// <summary><c>whimbrel check</c>: the scripts alone, without a server.</summary>
internal static class CheckCommand
{
    public static Command Create(CommandContext context)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Scripts or folders; migrations.path by default.", Arity = ArgumentArity.ZeroOrMore };
        var rules = new Option<string?>("--rules") { Description = "List the rules; with an ID, all of that one.", HelpName = "ID", Arity = ArgumentArity.ZeroOrOne };
        var database = new Option<bool>("--database") { Description = "With the tables, sizes and queries of the configured database; what is applied there is left out." };
        var arguments = new CheckArguments();
        var command = new Command("check", "Parse and check scripts with PostgreSQL's own parser; needs no server.") { paths, rules, database };
        arguments.AddTo(command);
        command.Options.Add(CheckFix.Option);
        command.SetAction(async (parsed, _) =>
        {
            if (parsed.GetValue(CheckFix.Option))
            {
                return await CheckFix.RunAsync(context, parsed, Paths(context, parsed, parsed.GetValue(paths) ?? []), parsed.GetValue(database));
            }

            if (parsed.GetResult(rules) is not null)
            {
                return RulesOutput.Write(parsed.GetValue(rules), parsed.GetValue(CommonOptions.Json));
            }

            var format = arguments.Format(parsed);
            var (options, chosen) = (arguments.Read(parsed), Paths(context, parsed, parsed.GetValue(paths) ?? []));
            var result = parsed.GetValue(database)
                ? await DatabaseCheck.RunAsync(context.Settings(parsed), options, chosen, context.Interruption.Token)
                : new ScriptCheck(options).Run(chosen);
            var report = CheckReport.Of(result, Directory.GetCurrentDirectory());
            Write(report, format, parsed);
            return (int)(report.Findings.Any(f => f.Finding.Severity >= arguments.FailsFrom(parsed)) ? ExitCode.FoundErrors : ExitCode.Done);
        });
        return command;
    }

    /// <summary>Without a path, the configured folder; a configuration is needed only then.</summary>
    private static IReadOnlyList<string> Paths(CommandContext context, ParseResult parsed, string[] given) =>
        given.Length > 0 ? given : [context.Settings(parsed).Migrations.Path];

    private static void Write(CheckReport report, string format, ParseResult parsed)
    {
        switch (format)
        {
            case "json":
                JsonOutput.Write(FindingsJson.Of(report), CliJson.Default.CheckDocument);
                break;
            case "sarif":
                JsonOutput.Write(SarifOutput.Of(report), CliJson.Default.SarifLog);
                break;
            case "gitlab":
                JsonOutput.Write(GitLabOutput.Of(report), CliJson.Default.IReadOnlyListGitLabIssue);
                break;
            case "github":
                GitHubOutput.Write(report, Console.Out);
                break;
            default:
                var lowest = parsed.GetValue(CommonOptions.Quiet) ? Severity.Warning : Severity.Info;
                new FindingsText(Console.Out, Ink.OfStdout, parsed.GetValue(CommonOptions.Verbose)).Write(report, lowest);
                break;
        }
    }
}
