using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Steps.Watch;

namespace Whimbrel.Cli.Commands;

/// <summary><c>whimbrel watch</c>: the runbook's step 11 alone.</summary>
internal static class WatchCommand
{
    public static Command Create(CommandContext context)
    {
        var length = new Option<string?>("--for") { Description = "How long; watch.for by default.", HelpName = "DURATION" };
        var every = new Option<string?>("--every") { Description = "How often; watch.every by default.", HelpName = "DURATION" };
        var command = new Command("watch", "Watch application and database, against the time before the newest migration; what is degraded or broken ends it with 3.") { length, every };
        command.SetAction(async (parsed, _) =>
        {
            var settings = context.Settings(parsed);
            var isJson = parsed.GetValue(CommonOptions.Json);
            var output = context.Output(parsed);
            await using var database = await context.ConnectAsync(settings, "watch");
            var result = await output.AroundAsync(() => SoloWatch.WatchAsync(
                context.Opening(settings, output),
                database,
                RunOptions.ReadDuration("--for", parsed.GetValue(length)) ?? settings.Watch.For,
                RunOptions.ReadDuration("--every", parsed.GetValue(every)) ?? settings.Watch.Every,
                Row(output, isJson),
                context.Interruption.Token));
            if (isJson)
            {
                JsonOutput.Write(result, CliJson.Default.WatchResult);
                return Ended(result);
            }

            foreach (var finding in result.Findings)
            {
                Console.WriteLine($"{finding.Severity}: {finding.Message}");
            }

            Console.WriteLine($"{result.Verdict}{(result.Reason is null ? "" : ": " + result.Reason)}");
            return Ended(result);
        });
        return command;
    }

    private static int Ended(WatchResult result) => (int)(result.IsBad ? ExitCode.FoundErrors : ExitCode.Done);

    /// <summary>Rows are the command's result; on a terminal they go where the running line can make room for them.</summary>
    private static Action<WatchSample> Row(IConsoleOutput output, bool isJson) => (output is TerminalOutput && !Console.IsOutputRedirected, isJson) switch
    {
        (true, _) => sample => output.Note(WatchLine.Of(sample)),
        (_, true) => sample => Console.Error.WriteLine(WatchLine.Of(sample)),
        _ => sample => Console.WriteLine(WatchLine.Of(sample)),
    };
}
