using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Backup;

namespace Whimbrel.Cli.Commands;

internal sealed record BackupListDocument(IReadOnlyList<BackupFacts> Backups);

/// <param name="Differences">Of a folder: its files that are not as they were recorded.</param>
/// <param name="Expected">The SHA-256 that was recorded when the backup was taken; null where nothing stands beside the file.</param>
internal sealed record BackupVerifyDocument(string File, long Bytes, string Sha256, string? Expected, bool Verified, CopyLook? Offsite, IReadOnlyList<string> Differences);

/// <summary><c>whimbrel backup</c>: the runbook's step 2 alone; <c>list</c> and <c>verify</c>.</summary>
internal static class BackupCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("backup", "Back the database up, and read every byte back.") { CreateList(context), CreateVerify(context) };
        command.SetAction(async (parsed, _) =>
        {
            var settings = context.Settings(parsed);
            var output = context.Output(parsed);
            var facts = await output.AroundAsync(() => SoloBackup.TakeAsync(settings, context.Opening(settings, output), context.Interruption.Token));
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(facts, CliJson.Default.BackupFacts);
            }
            else
            {
                Console.WriteLine($"{facts.File}\n  {ByteSize.Say(facts.Bytes)} in {Duration.Say(TimeSpan.FromSeconds(facts.Seconds))}, {BackupLevels.Say(facts.Levels)}\n  sha256 {facts.Sha256}{(facts.Offsite is null ? "" : $"\n  off-site {facts.Offsite}")}");
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Command CreateList(CommandContext context)
    {
        var command = new Command("list", "The backups in backup.path, newest first.");
        command.SetAction(parsed =>
        {
            var backups = BackupFile.List(context.Settings(parsed).Backup.Path);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(new BackupListDocument(backups), CliJson.Default.BackupListDocument);
            }
            else
            {
                Columns.Write(
                    ["taken", "database", "size", "proved", "file"],
                    backups.Select(b => (string[])[b.TakenAt.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture), b.Database, ByteSize.Say(b.Bytes), BackupLevels.Say(b.Levels), b.File]));
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Command CreateVerify(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "The archive." };
        var command = new Command("verify", "Read an archive back, every byte, and compare its checksum.") { file };
        command.SetAction(async (parsed, _) =>
        {
            var settings = context.Settings(parsed);
            var output = context.Output(parsed);
            var result = await output.AroundAsync(() => SoloBackup.VerifyAsync(settings, BackupFile.PathOf(parsed.GetValue(file)!), output, context.Interruption.Token));
            var document = new BackupVerifyDocument(result.File, result.Bytes, result.Sha256, result.Expected, result.IsWhole, result.Copy, result.Differences);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(document, CliJson.Default.BackupVerifyDocument);
            }
            else
            {
                Console.WriteLine(Say(result));
            }

            return (int)(result.IsWhole ? ExitCode.Done : ExitCode.FoundErrors);
        });
        return command;
    }

    private static string Say(ReadBack result) => ((result.Expected is null || result.Expected == result.Sha256) && result.Differences.Count == 0
        ? $"{result.File}: whole; {ByteSize.Say(result.Bytes)} read back, sha256 {result.Sha256}{(result.Expected is null ? " (no checksum beside it to compare with)" : ", as recorded")}"
        : $"{result.File}: DAMAGED; {string.Concat(result.Differences.Select(d => d + "; "))}sha256 is {result.Sha256}, recorded was {result.Expected ?? "none"}")
        + (result.Copy is not { } copy ? "" : copy.IsSame ? $"\n{copy.Location}: the same" : $"\n{copy.Location}: NOT THE SAME; {copy.Detail}");
}
