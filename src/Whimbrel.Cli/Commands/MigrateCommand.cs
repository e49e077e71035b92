using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Approvals;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Runs;

namespace Whimbrel.Cli.Commands;

/// <summary><c>whimbrel migrate</c>: the whole runbook.</summary>
internal static class MigrateCommand
{
    public static Command Create(CommandContext context)
    {
        var (to, skip, downtime, watch) = (RunOptions.To(), RunOptions.Skip(), RunOptions.Downtime(), RunOptions.Watch());
        var (outOfOrder, acceptChanged, approve) = (RunOptions.OutOfOrder(), RunOptions.AcceptChanged(), RunOptions.Approve());
        var plan = new Option<string?>("--plan") { Description = "Do what this plan says and nothing else: its hash, as 'whimbrel plan' prints it.", HelpName = "HASH" };
        var noWayBack = new Option<string[]>("--accept-no-way-back") { Description = "Apply this version although no script takes it back. May be given again.", HelpName = "STEP" };
        var command = new Command("migrate", "Execute the runbook: assess, back up, rehearse, plan, migrate, verify, watch, document.") { to, skip, downtime, watch, plan, approve, noWayBack, outOfOrder, acceptChanged };
        command.SetAction((parsed, _) => RunAsync(
            context,
            parsed,
            new RunRequest(
                RunCommand.Migrate,
                new MigrationWishes(parsed.GetValue(to), parsed.GetValue(outOfOrder) ?? [], parsed.GetValue(acceptChanged) ?? [], parsed.GetValue(CommonOptions.Yes)),
                parsed.GetValue(downtime),
                RunOptions.ReadDuration("--watch", parsed.GetValue(watch)),
                parsed.GetValue(skip) ?? [],
                CommandContext.Ask(parsed))
            {
                Plan = parsed.GetValue(plan),
                Approvals = Approval.Read(parsed.GetValue(approve) ?? []),
                AcceptNoWayBack = parsed.GetValue(noWayBack) ?? [],
            }));
        return command;
    }

    /// <summary>Begins a run, executes it, and says how it ended.</summary>
    internal static async Task<int> RunAsync(CommandContext context, ParseResult parsed, RunRequest request)
    {
        var settings = context.Settings(parsed);
        var output = context.Output(parsed);
        await using var open = await context.Opening(settings, output).BeginAsync(request, context.Interruption.Token);
        if (open is null)
        {
            return await NothingToDo.WriteAsync(context, parsed, settings, record => JsonOutput.Write(record, CliJson.Default.RunRecord));
        }

        output.Note($"run {open.Run.Facts.Id}; 'whimbrel status' in a second terminal shows it, Ctrl-C goes back");
        var ending = await output.AroundAsync(() => RunExecution.ExecuteAsync(open));
        return RunSummary.Write(ending, parsed.GetValue(CommonOptions.Json));
    }
}
