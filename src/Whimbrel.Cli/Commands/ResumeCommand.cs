using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Runs;

namespace Whimbrel.Cli.Commands;

/// <summary><c>whimbrel resume</c>: goes on with an interrupted run.</summary>
internal static class ResumeCommand
{
    public static Command Create(CommandContext context)
    {
        var skip = RunOptions.Skip();
        var command = new Command("resume", "Go on with a run that was killed or that left something.") { skip };
        command.SetAction((parsed, _) => RunAsync(context, parsed, parsed.GetValue(skip) ?? []));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, IReadOnlyList<string> skip)
    {
        var settings = context.Settings(parsed);
        var output = context.Output(parsed);
        var reopening = new RunReopening(settings, context.Opening(settings, output), context.Time);
        await using var open = await reopening.ReopenAsync("resume", skip, context.Interruption.Token);
        output.Note($"run {open.Run.Facts.Id} goes {(open.Run.State.IsGoingBack ? "back, as it was about to" : "on")}");
        var ending = await output.AroundAsync(() => open.Run.State.IsGoingBack
            ? RunExecution.GoBackAsync(open.Run, "went back", ExitCode.WentBack, new OperatorException(open.Run.State.Failure ?? "it was going back when it was killed"))
            : RunExecution.ExecuteAsync(open));
        return RunSummary.Write(ending, parsed.GetValue(CommonOptions.Json));
    }
}
