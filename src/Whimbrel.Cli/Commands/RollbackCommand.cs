using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Engine;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Runs;

namespace Whimbrel.Cli.Commands;

/// <summary><c>whimbrel rollback</c>: back to a version, by the rollback scripts.</summary>
internal static class RollbackCommand
{
    public static Command Create(CommandContext context)
    {
        var (to, skip) = (RunOptions.To(), RunOptions.Skip());
        to.Description = "The version to go back to; the one before the newest by default, 0 for none.";
        var command = new Command("rollback", "Go back to a version by the rollback scripts, after a backup.") { to, skip };
        command.SetAction((parsed, _) =>
        {
            if (Console.IsInputRedirected && !parsed.GetValue(CommonOptions.Yes))
            {
                throw new OperatorException("a rollback drops what its scripts say, and there is no terminal to ask on; nothing was changed", "confirm it with --yes.");
            }

            return MigrateCommand.RunAsync(
                context,
                parsed,
                new RunRequest(RunCommand.Rollback, new MigrationWishes(parsed.GetValue(to), [], [], ConfirmDestructive: true), null, null, parsed.GetValue(skip) ?? [], CommandContext.Ask(parsed)));
        });
        return command;
    }
}
