using System.CommandLine;
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
        var command = new Command("history", "The runs in the state folder, newest first.") { CreateShow(context) };
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
        var id = new Argument<string>("RUN") { Description = "The run's id." };
        var command = new Command("show", "One run's record.") { id };
        command.SetAction(parsed =>
        {
            var wanted = parsed.GetValue(id)!;
            var run = Read(context.Settings(parsed)).FirstOrDefault(r => r.Run == wanted)
                ?? throw new OperatorException($"there is no run {wanted}", "'whimbrel history' lists the runs.", ExitCode.Usage);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(run, CliJson.Default.RunRecord);
            }
            else
            {
                Console.Write(RecordMarkdown.Write(run));
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static IReadOnlyList<RunRecord> Read(WhimbrelSettings settings) =>
        [.. new StateFolder(settings.StatePath).Runs().Select(r => RecordBuilder.Build(r.Folder, r.Entries))];
}
