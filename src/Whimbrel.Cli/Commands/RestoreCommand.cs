using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Steps.Backup;
using Whimbrel.Engine.Steps.Restore;

namespace Whimbrel.Cli.Commands;

internal sealed record DroppedDatabasesDocument(IReadOnlyList<OldDatabase> Dropped);

/// <summary><c>whimbrel restore</c>: the runbook's complete rollback, beside the live database, then swapped.</summary>
internal static class RestoreCommand
{
    private static readonly Argument<string?> _file = new("FILE") { Description = "An archive of pg_dump: custom, directory or tar.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> _into = new("--into") { Description = "The database's name, where the backup is another database's.", HelpName = "DATABASE" };
    private static readonly Option<int?> _jobs = new("--jobs", "-j") { Description = "How many sessions restore at once; one for each processor by default, at most eight.", HelpName = "N" };
    private static readonly Option<string[]> _skip = new("--skip") { Description = "Leave out compare, verify or free-space, by name; recorded. May be given again.", HelpName = "NAME" };
    private static readonly Option<bool> _inPlace = new("--in-place") { Description = "Restore into the database itself, in one transaction: for want of room, or of the right to make a database. Nothing is kept." };
    private static readonly Option<string?> _confirm = new("--confirm") { Description = "With --in-place: the name of the database that is overwritten.", HelpName = "DATABASE" };
    private static readonly Option<bool> _dropOld = new("--drop-old") { Description = "Drop the databases that earlier restores have put aside; asks." };
    private static readonly Option<bool> _evenBackup = new("--even-backup") { Description = "End sessions even when they take a backup." };
    private static readonly Option<bool> _evenWraparound = new("--even-wraparound") { Description = "End even a vacuum that prevents a wraparound." };

    public static Command Create(CommandContext context)
    {
        var command = new Command("restore", "Go back to a backup: restored beside the database, compared, then swapped with it; the old one is kept.") { _file, _into, _jobs, _skip, _inPlace, _confirm, _dropOld, _evenBackup, _evenWraparound };
        command.SetAction((parsed, _) => parsed.GetValue(_dropOld) ? DropOldAsync(context, parsed) : RunAsync(context, parsed));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed)
    {
        var file = parsed.GetValue(_file) ?? throw new OperatorException("restore needs the backup's file", "'whimbrel backup list' shows the backups.", ExitCode.Usage);
        if (parsed.GetValue(_jobs) is < 1 or > 64)
        {
            throw new OperatorException("--jobs must be from 1 to 64", exitCode: ExitCode.Usage);
        }

        AssertMayAsk(parsed, "a restore replaces the database");
        var settings = context.Settings(parsed);
        var output = context.Output(parsed);
        var opening = new RestoreOpening(settings, context.Opening(settings, output), output, context.Time);
        var request = new RestoreRequest(BackupFile.PathOf(file), parsed.GetValue(_into), parsed.GetValue(_jobs), parsed.GetValue(_skip) ?? [], Consents(parsed), CommandContext.Ask(parsed))
        {
            InPlace = parsed.GetValue(_inPlace),
            Confirm = parsed.GetValue(_confirm),
            AskName = CommandContext.Ask(parsed) is null ? null : Question.AskText,
        };
        await using var open = await opening.BeginAsync(request, context.Interruption.Token);
        output.Note($"run {open.Run.Facts.Id}; 'whimbrel status' in a second terminal shows it, Ctrl-C goes back until the databases are swapped");
        var ending = await output.AroundAsync(() => RunExecution.ExecuteAsync(open));
        return RunSummary.Write(ending, parsed.GetValue(CommonOptions.Json));
    }

    private static async Task<int> DropOldAsync(CommandContext context, ParseResult parsed)
    {
        AssertMayAsk(parsed, "what is dropped does not come back");
        var settings = context.Settings(parsed);
        var found = await OldDatabases.FindAsync(settings, context.Interruption.Token);
        if (found.Count > 0)
        {
            if (CommandContext.Ask(parsed) is { } ask && !ask($"Drop {string.Join(", ", found)}?"))
            {
                throw new OperatorException("you said no; nothing was dropped", null, ExitCode.Refused);
            }

            await OldDatabases.DropAsync(settings, found, context.Interruption.Token);
        }

        if (parsed.GetValue(CommonOptions.Json))
        {
            JsonOutput.Write(new DroppedDatabasesDocument(found), CliJson.Default.DroppedDatabasesDocument);
        }
        else
        {
            Console.WriteLine(found.Count == 0 ? $"No restore has put a database aside for {settings.Database}." : $"Dropped {string.Join(", ", found)}.");
        }

        return (int)ExitCode.Done;
    }

    private static void AssertMayAsk(ParseResult parsed, string why)
    {
        if (Console.IsInputRedirected && !parsed.GetValue(CommonOptions.Yes))
        {
            throw new OperatorException($"{why}, and there is no terminal to ask on; nothing was changed", "confirm it with --yes.");
        }
    }

    private static List<string> Consents(ParseResult parsed) =>
    [
        .. parsed.GetValue(_evenBackup) ? [nameof(Consent.Backup)] : Array.Empty<string>(),
        .. parsed.GetValue(_evenWraparound) ? [nameof(Consent.Wraparound)] : Array.Empty<string>(),
    ];
}
