using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Rehearsals;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Backup;

namespace Whimbrel.Cli.Commands;

/// <summary><c>whimbrel rehearse</c>: what is pending, on a restored copy.</summary>
internal static class RehearseCommand
{
    public static Command Create(CommandContext context)
    {
        var (to, backup) = (RunOptions.To(), new Option<string?>("--backup") { Description = "Restore this archive instead of taking a backup.", HelpName = "FILE" });
        var (outOfOrder, acceptChanged) = (RunOptions.OutOfOrder(), RunOptions.AcceptChanged());
        var command = new Command("rehearse", "Run what is pending on a restored copy: every statement's time, locks and rewrites, and whether the rollback leads back.") { to, backup, outOfOrder, acceptChanged };
        command.SetAction(async (parsed, _) =>
        {
            var wishes = new MigrationWishes(parsed.GetValue(to), parsed.GetValue(outOfOrder) ?? [], parsed.GetValue(acceptChanged) ?? [], ConfirmDestructive: true);
            // As narrow as the scripts allow: on the copy nobody waits.
            var request = new RunRequest(RunCommand.Apply, wishes, null, null, [], null);
            var settings = context.Settings(parsed);
            var output = context.Output(parsed);
            var archive = parsed.GetValue(backup) is { } file ? BackupFile.PathOf(file) : null;
            var facts = await output.AroundAsync(() => context.Opening(settings, output).RehearseAsync(request, archive, context.Interruption.Token));
            return Write(facts ?? new RehearsalFacts("", 0, 0, []), parsed.GetValue(CommonOptions.Json));
        });
        return command;
    }

    private static int Write(RehearsalFacts facts, bool isJson)
    {
        if (isJson)
        {
            JsonOutput.Write(facts, CliJson.Default.RehearsalFacts);
            return (int)ExitCode.Done;
        }

        if (facts.Migrations.Count == 0)
        {
            Console.WriteLine("Nothing is pending.");
            return (int)ExitCode.Done;
        }

        foreach (var migration in facts.Migrations)
        {
            Console.WriteLine($"{migration.Name}: {Say(migration.Ms)}");
            Columns.Write(
                ["  line", "took", "WAL", "locks", "written anew", "statement"],
                migration.Statements.Select(s => (string[])[$"  {s.File}:{s.Line}", Say(s.Ms), ByteSize.Say(s.WalBytes), string.Join(", ", s.Locks.Where(l => l.Kind is not ("index" or "sequence")).Select(l => $"{l.Mode} {l.Relation}")), string.Join(", ", s.Rewrites), s.Summary]));
            var rollback = migration.Rollback;
            Console.WriteLine($"  rollback: {(rollback.Proven ? "proven: schema and rows were as before, and it could be applied again" : "NOT PROVEN")}{(rollback.Ms is { } ms ? $" ({Say(ms)})" : "")}");
            foreach (var difference in rollback.Differences)
            {
                Console.WriteLine($"    {difference}");
            }
        }

        Console.WriteLine($"queries: {facts.Queries.Checked} compared{(facts.Queries.Unchecked is { } why ? $"; {why}" : "")}");
        foreach (var finding in facts.LockDifferences.Concat(facts.Queries.Findings))
        {
            Console.WriteLine($"  {finding}");
        }

        Console.WriteLine($"at most {ByteSize.Say(facts.PeakBytes)} were written at one time");
        Console.WriteLine($"{facts.Backup} was restored in {Duration.Say(TimeSpan.FromSeconds(facts.RestoreSeconds))}; all of it took {Duration.Say(TimeSpan.FromSeconds(facts.Seconds))}");
        return (int)ExitCode.Done;
    }

    private static string Say(double ms) => Duration.Say(TimeSpan.FromMilliseconds(ms));
}
