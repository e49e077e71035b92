using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Steps.Document;

namespace Whimbrel.Cli.Commands;

/// <summary>What <c>apply --json</c> prints.</summary>
/// <param name="Applied">What stands at the end, with its data script's time.</param>
/// <param name="Run">Empty when there was nothing to do.</param>
internal sealed record ApplyDocument(IReadOnlyList<AppliedVersion> Applied, string Run, string Status, int ExitCode, string? Reason, string? PreviousVersion, string? NewVersion, double Seconds);

internal sealed record AppliedVersion(string Version, string Name, double Seconds);

/// <summary><c>whimbrel apply</c>: the scripts alone, for development and CI.</summary>
internal static class ApplyCommand
{
    public static Command Create(CommandContext context)
    {
        var (to, outOfOrder, acceptChanged) = (RunOptions.To(), RunOptions.OutOfOrder(), RunOptions.AcceptChanged());
        var command = new Command("apply", "Apply what is pending: the scripts alone, for development and CI. No backup, no question, no watch.") { to, outOfOrder, acceptChanged };
        command.SetAction((parsed, _) => RunAsync(
            context,
            parsed,
            new RunRequest(
                RunCommand.Apply,
                new MigrationWishes(parsed.GetValue(to), parsed.GetValue(outOfOrder) ?? [], parsed.GetValue(acceptChanged) ?? [], parsed.GetValue(CommonOptions.Yes)),
                null,
                null,
                [],
                Ask: null)));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, RunRequest request)
    {
        var settings = context.Settings(parsed);
        var output = context.Output(parsed);
        await using var open = await context.Opening(settings, output).BeginAsync(request, context.Interruption.Token);
        if (open is null)
        {
            return await NothingToDo.WriteAsync(context, parsed, settings, record => JsonOutput.Write(DocumentOf(record), CliJson.Default.ApplyDocument));
        }

        output.Note($"run {open.Run.Facts.Id}; Ctrl-C goes back");
        var ending = await output.AroundAsync(() => RunExecution.ExecuteAsync(open));
        if (!parsed.GetValue(CommonOptions.Json))
        {
            return RunSummary.Write(ending);
        }

        JsonOutput.Write(DocumentOf(ending.Record), CliJson.Default.ApplyDocument);
        return RunSummary.WriteError(ending);
    }

    private static ApplyDocument DocumentOf(RunRecord record)
    {
        var stands = record.Status is "done" or "open";
        var seconds = record.Scripts.ToLookup(s => s.Version, s => s.Seconds, StringComparer.Ordinal);
        return new ApplyDocument(
            [.. record.Migrations.Where(m => stands && seconds.Contains(m.Version)).Select(m => new AppliedVersion(m.Version, m.Name, seconds[m.Version].Sum()))],
            record.Run,
            record.Status,
            record.ExitCode ?? (int)Engine.ExitCode.SomethingLeft,
            record.Reason,
            record.PreviousVersion,
            record.NewVersion,
            record.Seconds);
    }
}
