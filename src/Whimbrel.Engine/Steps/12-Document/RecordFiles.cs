using System.Text;
using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Document;

/// <summary>The files that a run leaves: its record as JSON and Markdown, the operator's log and schema history.</summary>
public static class RecordFiles
{
    public const string Json = "record.json";
    public const string Report = "report.html";

    /// <summary>Writes record.json, record.md and report.html into the run's folder; the newest journal replaces what was there.</summary>
    public static RunRecord Write(RunJournal journal)
    {
        var record = RecordBuilder.Build(journal.Folder!, journal.Entries);
        PrivateFile.Write(Path.Combine(record.Folder, Json), JsonSerializer.SerializeToUtf8Bytes(record, JournalJson.Default.RunRecord));
        PrivateFile.Write(Path.Combine(record.Folder, "record.md"), Encoding.UTF8.GetBytes(RecordMarkdown.Write(record)));
        PrivateFile.Write(Path.Combine(record.Folder, Report), Encoding.UTF8.GetBytes(RunReport.Write(record)));
        return record;
    }

    /// <summary>Adds the run to the operator's log and, where the version changed, to the schema history; once, however often it is asked.</summary>
    public static void Append(RecordSettings settings, RunRecord record)
    {
        AppendOnce(settings.Log, RecordMarkdown.LogMark(record), RecordMarkdown.LogEntry(record));
        var isInHistory = File.Exists(settings.History) && File.ReadAllText(settings.History).Contains(record.Run, StringComparison.Ordinal);
        if (record.Status is "done" or "running" || isInHistory)
        {
            // A run that went back after it had been written down gets a second line: the version before.
            AppendOnce(settings.History, RecordMarkdown.HistoryLine(record), RecordMarkdown.HistoryLine(record));
        }
    }

    /// <exception cref="OperatorException">When a file could not be appended to, seen before anything is begun.</exception>
    public static void AssertWritable(RecordSettings settings)
    {
        foreach (var (key, path) in new[] { ("record.log", settings.Log), ("record.history", settings.History) })
        {
            var why = Directory.Exists(path) ? "it is a folder"
                : File.Exists(path) ? FolderAccess.WhyNotWritableFile(path)
                : FolderAccess.WhyNotWritable(Path.GetDirectoryName(path)!);
            if (why is not null)
            {
                throw new OperatorException($"{key} {path} cannot be written: {why}; nothing was changed", $"make it writable for our user, or set {key} to another file.");
            }
        }
    }

    /// <summary>One write in append mode: two runs that end together do not mix their lines.</summary>
    private static void AppendOnce(string path, string mark, string text)
    {
        if (File.Exists(path) && File.ReadAllText(path).Contains(mark, StringComparison.Ordinal))
        {
            return;
        }

        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }
}
