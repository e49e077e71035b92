using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Steps.Watch;

namespace Whimbrel.Cli.Commands;

/// <summary><c>whimbrel watch</c>: the runbook's step 11 alone.</summary>
internal static class WatchCommand
{
    public static Command Create(CommandContext context)
    {
        var length = new Option<string?>("--for") { Description = "How long; watch.for by default.", HelpName = "DURATION" };
        var every = new Option<string?>("--every") { Description = "How often; watch.every by default.", HelpName = "DURATION" };
        var command = new Command("watch", "Watch health, connections, waiting sessions and deadlocks; a breach ends it with 3.") { length, every };
        command.SetAction(async (parsed, _) =>
        {
            var settings = context.Settings(parsed);
            var isJson = parsed.GetValue(CommonOptions.Json);
            await using var database = await context.ConnectAsync(settings, "watch");
            var result = await new Watcher(database, settings, context.Time).WatchAsync(
                RunOptions.ReadDuration("--for", parsed.GetValue(length)) ?? settings.Watch.For,
                RunOptions.ReadDuration("--every", parsed.GetValue(every)) ?? settings.Watch.Every,
                sample => (isJson ? Console.Error : Console.Out).WriteLine(WatchLine.Of(sample)),
                context.Interruption.Token);
            if (isJson)
            {
                JsonOutput.Write(result, CliJson.Default.WatchResult);
            }
            else
            {
                Console.WriteLine($"{result.Verdict}{(result.Reason is null ? "" : ": " + result.Reason)}");
            }

            return (int)(result.Verdict == "broken" ? ExitCode.FoundErrors : ExitCode.Done);
        });
        return command;
    }
}
