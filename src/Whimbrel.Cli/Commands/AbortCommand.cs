using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Runs;

namespace Whimbrel.Cli.Commands;

/// <summary><c>whimbrel abort</c>: goes back from an interrupted run.</summary>
internal static class AbortCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("abort", "Go back from a run that was killed or that left something.");
        command.SetAction((parsed, _) => RunAsync(context, parsed));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed)
    {
        var settings = context.Settings(parsed);
        var output = context.Output(parsed);
        var reopening = new RunReopening(settings, context.Opening(settings, output), context.Time);
        await using var open = await reopening.ReopenAsync("abort", [], context.Interruption.Token);
        if (CommandContext.Ask(parsed) is { } ask && !ask($"Abort run {open.Run.Facts.Id}: {WayBack.SayNow(open.Run.State)}. Go on?"))
        {
            throw new OperatorException("you said no; the run is as it was", "'whimbrel resume' goes on with it.", ExitCode.SomethingLeft);
        }

        var ending = await output.AroundAsync(() => RunExecution.AbortAsync(open.Run));
        return RunSummary.Write(ending, parsed.GetValue(CommonOptions.Json));
    }
}
