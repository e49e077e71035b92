using System.CommandLine;
using System.Text;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Document;

namespace Whimbrel.Cli.Commands;

internal sealed record HistoryDocument(IReadOnlyList<RunRecord> Runs);

/// <summary><c>whimbrel history</c>: the records of the runs.</summary>
internal static class HistoryCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("history", "The runs in the state folder, newest first.") { CreateShow(context), CreateDiff(context) };
        command.SetAction(parsed =>
        {
            var runs = Read(context.Settings(parsed));
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(new HistoryDocument(runs), CliJson.Default.HistoryDocument);
            }
            else
            {
                Columns.Write(
                    ["run", "command", "database", "versions", "status", "took", "by"],
                    runs.Select(r => (string[])[r.Run, r.Command, r.Database.Name, $"{r.PreviousVersion ?? "none"} → {r.NewVersion ?? "none"}", r.Status, Duration.Say(TimeSpan.FromSeconds(r.Seconds)), r.PerformedBy]));
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Command CreateShow(CommandContext context)
    {
        var run = new Argument<string>("RUN") { Description = "The run's id, its folder or its record.json." };
        var html = new Option<bool>("--html") { Description = "The report as one HTML file, on stdout." };
        var command = new Command("show", "One run's record.") { run, html };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(html) && parsed.GetValue(CommonOptions.Json))
            {
                throw new OperatorException("--html and --json exclude each other", "leave one of them out.", ExitCode.Usage);
            }

            var record = RecordSource.Find(State(context, parsed), parsed.GetValue(run)!);
            if (parsed.GetValue(html))
            {
                using var stdout = Console.OpenStandardOutput();
                stdout.Write(Encoding.UTF8.GetBytes(RunReport.Write(record)));
            }
            else if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(record, CliJson.Default.RunRecord);
            }
            else
            {
                Console.Write(RecordMarkdown.Write(record));
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Command CreateDiff(CommandContext context)
    {
        var first = new Argument<string>("RUN") { Description = "The run that is measured by: its id, its folder or its record.json." };
        var second = new Argument<string?>("RUN2") { Description = "The run that is measured.", Arity = ArgumentArity.ZeroOrOne };
        var rehearsal = new Option<bool>("--rehearsal") { Description = "Measure one run by its own rehearsal." };
        var command = new Command("diff", "Two runs side by side, or a run beside its own rehearsal: times, rows, scripts, servers.") { first, second, rehearsal };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(rehearsal) == (parsed.GetValue(second) is not null))
            {
                throw new OperatorException("diff needs two runs, or one with --rehearsal", "'whimbrel history' lists the runs.", ExitCode.Usage);
            }

            var state = State(context, parsed);
            var run = RecordSource.Find(state, parsed.GetValue(first)!);
            var diff = parsed.GetValue(second) is { } other
                ? RunDiff.Of(run, RecordSource.Find(state, other))
                : RunDiff.OfRehearsal(run) ?? throw new OperatorException($"run {run.Run} was not rehearsed", "compare it with another run: 'whimbrel history' lists them.", ExitCode.Usage);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(diff, CliJson.Default.RunDiff);
            }
            else
            {
                DiffText.Write(diff);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static StateFolder State(CommandContext context, ParseResult parsed) => new(context.Settings(parsed).StatePath);

    private static IReadOnlyList<RunRecord> Read(WhimbrelSettings settings) =>
        [.. new StateFolder(settings.StatePath).Runs().Select(r => RecordBuilder.Build(r.Folder, r.Entries))];
}
