using System.CommandLine;
using System.Text;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Steps.Plan;

namespace Whimbrel.Cli.Commands;

/// <summary><c>whimbrel plan</c>: what <c>migrate</c> would do; changes nothing.</summary>
internal static class PlanCommand
{
    public static Command Create(CommandContext context)
    {
        var (to, skip, downtime, outFile) = (RunOptions.To(), RunOptions.Skip(), RunOptions.Downtime(), new Option<string?>("--out") { Description = "Write the document into a file.", HelpName = "FILE.md" });
        var (outOfOrder, acceptChanged) = (RunOptions.OutOfOrder(), RunOptions.AcceptChanged());
        var command = new Command("plan", "The plan as a document: every step, the exact SQL, the way back. Changes nothing.") { to, skip, downtime, outFile, outOfOrder, acceptChanged };
        command.SetAction(async (parsed, _) =>
        {
            var wishes = new MigrationWishes(parsed.GetValue(to), parsed.GetValue(outOfOrder) ?? [], parsed.GetValue(acceptChanged) ?? [], ConfirmDestructive: true);
            var request = new RunRequest(RunCommand.Migrate, wishes, parsed.GetValue(downtime), null, parsed.GetValue(skip) ?? [], null);
            var settings = context.Settings(parsed);
            var plan = await context.Opening(settings, context.Output(parsed)).PlanAsync(request, context.Interruption.Token);
            return Write(plan, parsed.GetValue(CommonOptions.Json), parsed.GetValue(outFile));
        });
        return command;
    }

    private static int Write(PlanDocument? plan, bool isJson, string? file)
    {
        plan ??= new PlanDocument([], [], "zero", "", "", null, null, ["nothing is pending"]);
        var text = plan.Migrations.Count == 0 ? "Nothing is pending.\n" : PlanMarkdown.Write(plan);
        if (file is not null)
        {
            PrivateFile.Write(Path.GetFullPath(file), Encoding.UTF8.GetBytes(text));
        }

        if (isJson)
        {
            JsonOutput.Write(plan, CliJson.Default.PlanDocument);
        }
        else
        {
            Console.Write(file is null ? text : $"The plan is in {file}.\n");
        }

        return (int)ExitCode.Done;
    }
}
