using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Journal;

/// <summary>The folder in which every run has its own: journal, plan and record.</summary>
public sealed class StateFolder(string path)
{
    public string Path => path;

    public string RunsPath => System.IO.Path.Combine(path, "runs");

    public string RunPath(string id) => System.IO.Path.Combine(RunsPath, id);

    /// <exception cref="OperatorException">When the folder cannot be made or written.</exception>
    public void Prepare()
    {
        try
        {
            Directory.CreateDirectory(RunsPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var probe = System.IO.Path.Combine(RunsPath, $".probe-{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, [0]);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException(
                $"the state folder {path} cannot be written: {e.Message}; nothing was changed",
                "make it with 'install -d -m 700 FOLDER', or set state.path to a folder that you may write.",
                ExitCode.Refused,
                e);
        }
    }

    /// <summary>The runs, newest first; a folder without a whole first entry is a run that never began.</summary>
    public IReadOnlyList<StoredRun> Runs()
    {
        if (!Directory.Exists(RunsPath))
        {
            return [];
        }

        return [.. Directory.EnumerateDirectories(RunsPath)
            .Where(d => File.Exists(System.IO.Path.Combine(d, RunJournal.FileName)))
            .OrderDescending(StringComparer.Ordinal)
            .Select(d => new StoredRun(d, RunJournal.Read(d)))
            .Where(r => r.State.Facts is not null)];
    }

    /// <summary>The run against this database that was begun and has no end, or null. A restore changes which database has the name.</summary>
    public StoredRun? OpenRun(DatabaseIdentity database) =>
        Runs().FirstOrDefault(r => r.State.IsOpen && IsOf(r.State.Facts!, database));

    private static bool IsOf(RunFacts run, DatabaseIdentity database) => run.Database.IsSameAs(database)
        || (run.Restore is not null && run.Database.SystemIdentifier == database.SystemIdentifier && run.Database.Name == database.Name);
}

/// <summary>A run as its folder tells it.</summary>
public sealed record StoredRun(string Folder, IReadOnlyList<JournalEntry> Entries)
{
    public JournalState State { get; } = new(Entries);
}
