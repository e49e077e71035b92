using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Cli.Output.Locks;
using Whimbrel.Engine;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Cli.Commands;

/// <summary><c>whimbrel locks</c>: who blocks whom, as a tree; <c>--watch</c> looks again and again, <c>--kill</c> ends a blocker.</summary>
internal static class LocksCommand
{
    private static readonly Option<bool> _watch = new("--watch") { Description = "Look again and again, until Ctrl-C." };
    private static readonly Option<string?> _every = new("--every") { Description = "How often with --watch; 1s by default.", HelpName = "DURATION" };

    public static Command Create(CommandContext context)
    {
        var command = new Command("locks", "Who blocks whom, as a tree; ends a blocker, cancelling before it terminates.") { _watch, _every };
        KillOptions.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(context, parsed));
        return command;
    }

    private static Task<int> RunAsync(CommandContext context, ParseResult parsed)
    {
        var settings = context.Settings(parsed);
        var isWatch = parsed.GetValue(_watch);
        var every = RunOptions.ReadDuration("--every", parsed.GetValue(_every));
        KillOptions.AssertUsage(parsed);
        if (!isWatch && every is not null)
        {
            throw new OperatorException("--every says how often --watch looks", "add --watch.", ExitCode.Usage);
        }

        if (isWatch && (parsed.GetValue(CommonOptions.Json) || KillOptions.PidOf(parsed) is not null))
        {
            throw new OperatorException("--watch goes neither with --json nor with --kill", "--json is one sample: ask for it as often as you need it.", ExitCode.Usage);
        }

        return (isWatch, KillOptions.PidOf(parsed)) switch
        {
            (true, _) => WatchAsync(context, settings, AtLeast(every ?? TimeSpan.FromSeconds(1))),
            (_, { } pid) => new LocksKill(context, parsed, settings).RunAsync(pid),
            _ => ShowAsync(context, settings, parsed.GetValue(CommonOptions.Json)),
        };
    }

    private static TimeSpan AtLeast(TimeSpan every) => every >= TimeSpan.FromMilliseconds(100)
        ? every
        : throw new OperatorException("--every must be at least 100ms", "the server has other work to do.", ExitCode.Usage);

    private static async Task<int> ShowAsync(CommandContext context, WhimbrelSettings settings, bool isJson)
    {
        await using var database = await context.ConnectAsync(settings, "locks");
        await using var session = await database.OpenAsync(context.Interruption.Token);
        var tree = await new LockTreeReader(database, session, settings.Locks.StallBudget, context.Time).ReadAsync(context.Interruption.Token);
        if (isJson)
        {
            JsonOutput.Write(tree, CliJson.Default.LockTree);
        }
        else
        {
            LockTreeText.Write(LockTreeText.Of(tree), Console.Out);
        }

        return (int)ExitCode.Done;
    }

    private static async Task<int> WatchAsync(CommandContext context, WhimbrelSettings settings, TimeSpan every)
    {
        var ct = context.Interruption.Token;
        try
        {
            await using var database = await context.ConnectAsync(settings, "locks");
            await using var session = await database.OpenAsync(ct);
            var reader = new LockTreeReader(database, session, settings.Locks.StallBudget, context.Time);
            using var screen = LockScreen.IsPossible ? new LockScreen($", every {Duration.Say(every)}, Ctrl-C ends") : null;
            while (true)
            {
                Show(screen, await reader.ReadAsync(ct));
                await Task.Delay(every, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Ctrl-C is the watch's ordinary end.
            return (int)ExitCode.Done;
        }
    }

    private static void Show(LockScreen? screen, LockTree tree)
    {
        if (screen is not null)
        {
            screen.Draw(tree);
            return;
        }

        LockTreeText.Write(LockTreeText.Of(tree), Console.Out);
        Console.Out.WriteLine();
    }
}
