using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Steps.Document;

namespace Whimbrel.Cli.Dashboard;

/// <summary>The runs in the state folder, newest first. A journal is read again only when it has grown.</summary>
internal sealed class PastRuns(StateFolder state)
{
    private const int Most = 100;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Length, PastRun Run)> _known = new(StringComparer.Ordinal);

    public PastRunsView Read()
    {
        lock (_gate)
        {
            return new PastRunsView([.. Folders().Take(Most).Select(Read).OfType<PastRun>()]);
        }
    }

    /// <summary>One run's record; null for a name that is none of them.</summary>
    public RunRecord? Find(string id)
    {
        // Looked for among what is there: a name from outside never becomes a part of a path.
        var folder = Folders().FirstOrDefault(f => Path.GetFileName(f) == id);
        return folder is null || RunJournal.Read(folder) is not { Count: > 0 } entries || new JournalState(entries).Facts is null ? null : RecordBuilder.Build(folder, entries);
    }

    private IEnumerable<string> Folders() => Directory.Exists(state.RunsPath)
        ? Directory.EnumerateDirectories(state.RunsPath).Where(d => File.Exists(Path.Combine(d, RunJournal.FileName))).OrderDescending(StringComparer.Ordinal)
        : [];

    private PastRun? Read(string folder)
    {
        var length = new FileInfo(Path.Combine(folder, RunJournal.FileName)).Length;
        if (_known.TryGetValue(folder, out var known) && known.Length == length)
        {
            return known.Run;
        }

        var entries = RunJournal.Read(folder);
        if (new JournalState(entries).Facts is null)
        {
            return null;
        }

        var run = Of(RecordBuilder.Build(folder, entries));
        _known[folder] = (length, run);
        return run;
    }

    private static PastRun Of(RunRecord record) => new(
        record.Run,
        record.Command,
        record.Status,
        record.PreviousVersion,
        record.NewVersion,
        record.Downtime,
        record.ClientDowntime?.Seconds,
        record.Rehearsed,
        record.StartedAt,
        record.Seconds,
        record.PerformedBy,
        record.Reason);
}
