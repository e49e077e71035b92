using Whimbrel.Engine;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Backup;
using Whimbrel.Engine.Steps.Document;

namespace Whimbrel.Cli.Output;

/// <summary>What a person wants to know at the end of a run.</summary>
internal static class RunSummary
{
    /// <summary>Prints it (or the record as JSON) and gives the exit code.</summary>
    public static int Write(RunEnding ending, bool isJson)
    {
        if (!isJson)
        {
            return Write(ending);
        }

        JsonOutput.Write(ending.Record, CliJson.Default.RunRecord);
        return WriteError(ending);
    }

    public static int Write(RunEnding ending)
    {
        var record = ending.Record;
        WriteError(ending);
        Console.WriteLine();
        Console.WriteLine(Headline(ending));
        Line("version", $"{record.PreviousVersion ?? "none"} → {record.NewVersion ?? "none"}", record.Status == "done");
        Line("took", Duration.Say(TimeSpan.FromSeconds(record.Seconds)), isShown: true);
        Line("backup", record.Backup is { } backup ? $"{backup.File} ({ByteSize.Say(backup.Bytes)}, sha256 {backup.Sha256[..12]}…, {BackupLevels.Say(backup.Levels)})" : null, isShown: true);
        Line("old", record is { Status: "done", Restore: { InPlace: false } restore } ? $"{restore.Old}; 'whimbrel restore --drop-old' drops it" : null, isShown: true);
        Line("record", Path.Combine(record.Folder, "record.md"), isShown: true);
        Line("report", Path.Combine(record.Folder, RecordFiles.Report), isShown: true);
        Line("way back", record.WayBack, isShown: true);
        return (int)ending.ExitCode;
    }

    /// <summary>Why it did not get to its end, on stderr; gives the exit code.</summary>
    public static int WriteError(RunEnding ending)
    {
        if (ending.Message is not null)
        {
            ErrorOutput.Write(ending.Message, ending.Hint);
        }

        return (int)ending.ExitCode;
    }

    private static string Headline(RunEnding ending) => (ending.ExitCode, ending.Record.Command) switch
    {
        (ExitCode.Done, "migrate") when ending.Record.Status == "done" => $"Migrated {ending.Record.Database.Address} ({string.Join(", ", ending.Record.Migrations.Select(m => m.Name))}).",
        (ExitCode.Done, "apply") when ending.Record.Status == "done" => $"Applied {(ending.Record.Migrations.Count > 5 ? $"{ending.Record.Migrations.Count} migrations" : string.Join(", ", ending.Record.Migrations.Select(m => m.Name)))} to {ending.Record.Database.Address}.",
        (ExitCode.Done, "rollback") when ending.Record.Status == "done" => $"Rolled back {string.Join(", ", ending.Record.Migrations.Select(m => m.Name))} on {ending.Record.Database.Address}.",
        (ExitCode.Done, "restore") when ending.Record.Status == "done" => $"Restored {ending.Record.Database.Address} from {ending.Record.Restore?.Archive}.",
        (ExitCode.Done, "restore") when ending.Record.Steps.Any(s => s.Name == nameof(Engine.Steps.Restore.SwapDatabases) && s.Summary.StartsWith(Engine.Runs.WayBack.Stays, StringComparison.Ordinal)) => $"Run {ending.Record.Run} {ending.Record.Status}: the restored database stays in its place.",
        (ExitCode.Done, _) when ending.Record.NewVersion != ending.Record.PreviousVersion => $"Run {ending.Record.Run} {ending.Record.Status}: what has no way back stays, {ending.Record.Database.Address} is at {ending.Record.NewVersion ?? "no version"}.",
        (ExitCode.SomethingLeft, _) => $"Run {ending.Record.Run} is not at an end: something is left.",
        _ => $"Run {ending.Record.Run} {ending.Record.Status}: everything is as it was.",
    };

    private static void Line(string title, string? text, bool isShown)
    {
        if (isShown && text is not null)
        {
            Console.WriteLine($"  {title,-9} {text}");
        }
    }
}
