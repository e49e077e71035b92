using System.CommandLine;
using Whimbrel.Cli.Dashboard;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Cli.Commands;

/// <summary><c>whimbrel dashboard</c>: a page that shows a run while it goes on.</summary>
internal static class DashboardCommand
{
    public static Command Create(CommandContext context)
    {
        var options = new DashboardOptions();
        var command = new Command("dashboard", "A page for the second screen: the running step, the way back, the application's answers, locks, the log. Ctrl-C ends it.");
        options.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var place = options.Read(parsed);
            return await ServeAsync(context, parsed, context.Settings(parsed), place);
        });
        return command;
    }

    private static async Task<int> ServeAsync(CommandContext context, ParseResult parsed, WhimbrelSettings settings, DashboardPlace place)
    {
        await using var feed = new Feed(settings, context.Time);
        using var plan = new PlanReader(() => context.Opening(settings, new PlainOutput(isQuiet: true, isVerbose: false)), () => feed.Run, context.Time);
        var abort = new RunAbort(
            feed,
            RunAbort.CommandLine(Environment.ProcessPath!, settings, parsed.GetValue(CommonOptions.Set) ?? []),
            async _ => (await StatusCommand.ReadAsync(context, settings)).Run?.Loses ?? []);
        await using var server = new DashboardServer(place, new DashboardParts(feed, plan, new PastRuns(new StateFolder(settings.StatePath)), abort));
        await server.StartAsync(context.Interruption.Token);
        Announce(server.Url!, settings, parsed.GetValue(CommonOptions.Json));
        await server.WorkAsync(context.Interruption.Token);
        await abort.Ended;
        return (int)ExitCode.Done;
    }

    private static void Announce(Uri url, WhimbrelSettings settings, bool isJson)
    {
        if (isJson)
        {
            JsonOutput.Write(new DashboardDocument(url.AbsoluteUri, url.Host, url.Port, settings.Database.ToString()), CliJson.Default.DashboardDocument);
            return;
        }

        Console.WriteLine($"The dashboard of {settings.Database} is at");
        Console.WriteLine($"  {url.AbsoluteUri}");
        Console.WriteLine("Who has this address sees everything, and can abort a run: keep it. Ctrl-C ends the dashboard, and no run.");
    }
}
