using System.Text.Json;
using Whimbrel.Engine.Journal;

namespace Whimbrel.Engine.Steps.Document;

/// <summary>Finds a run's record: by its id in the state folder, or by a path, which may come from another machine.</summary>
public static class RecordSource
{
    /// <param name="run">An id, a run's folder, or a record.json.</param>
    /// <exception cref="OperatorException">When there is none.</exception>
    public static RunRecord Find(StateFolder state, string run)
    {
        if (!run.Contains('/', StringComparison.Ordinal) && !File.Exists(run) && !Directory.Exists(run))
        {
            // The id is compared with what is there, and never made into a path.
            return state.Runs().FirstOrDefault(r => r.State.Facts!.Id == run) is { } stored
                ? RecordBuilder.Build(stored.Folder, stored.Entries)
                : throw new OperatorException($"there is no run {run}", "'whimbrel history' lists the runs.", ExitCode.Usage);
        }

        return Directory.Exists(run) ? ReadFolder(run) : ReadFile(run);
    }

    private static RunRecord ReadFolder(string folder)
    {
        var full = Path.GetFullPath(folder);
        return File.Exists(Path.Combine(full, RunJournal.FileName)) && new StoredRun(full, RunJournal.Read(full)) is { State.Facts: not null } stored
            ? RecordBuilder.Build(full, stored.Entries)
            : ReadFile(Path.Combine(full, RecordFiles.Json));
    }

    private static RunRecord ReadFile(string path)
    {
        try
        {
            // What another program wrote may lack anything.
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), JournalJson.Default.RunRecord)
                is { Run: not null, Database: not null, Migrations: not null, Steps: not null, Skipped: not null, Confirmed: not null, Findings: not null, Scripts: not null,
                    Analyzed: not null, Checks: not null, SlowQueries: not null, Samples: not null, Notes: not null } record
                ? Whole(record) with { Folder = Path.GetDirectoryName(Path.GetFullPath(path))! }
                : throw new OperatorException($"{path} is no record of a run", "name a run, its folder or its record.json.", ExitCode.Usage);
        }
        catch (JsonException e)
        {
            throw new OperatorException($"{path} is no record of a run: {e.Message}", "name a run, its folder or its record.json.", ExitCode.Usage, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"{path} cannot be read: {e.Message}", "name a run, its folder or its record.json.", ExitCode.Usage, e);
        }
    }

    /// <summary>A record of an older version has less in it.</summary>
    private static RunRecord Whole(RunRecord record) => record with
    {
        Checklist = record.Checklist ?? [],
        LockWaits = record.LockWaits ?? [],
        Events = record.Events ?? [],
        EndedSessions = record.EndedSessions ?? [],
        WatchFindings = record.WatchFindings ?? [],
    };
}
