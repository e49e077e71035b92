using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Cli.Dashboard;

/// <summary>Finds the run to show: the open one of our database, else the newest that has its end. A journal with an end is read once.</summary>
internal sealed class RunFinder(StateFolder state, string database)
{
    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>The folders of our database's runs, newest first.</summary>
    /// <param name="identity">Null as long as the server has not been asked.</param>
    public string? Find(DatabaseIdentity? identity)
    {
        if (!Directory.Exists(state.RunsPath))
        {
            return null;
        }

        string? newest = null;
        foreach (var folder in Directory.EnumerateDirectories(state.RunsPath).OrderDescending(StringComparer.Ordinal))
        {
            var known = Look(folder);
            if (known.Facts is null || !IsOurs(known.Facts, identity))
            {
                continue;
            }

            if (!known.HasEnded)
            {
                return folder;
            }

            newest ??= folder;
        }

        return newest;
    }

    private Known Look(string folder)
    {
        if (_known.TryGetValue(folder, out var known) && known.HasEnded)
        {
            return known;
        }

        var file = new FileInfo(Path.Combine(folder, RunJournal.FileName));
        if (!file.Exists)
        {
            return Known.Nothing;
        }

        if (known?.Length == file.Length)
        {
            return known;
        }

        var journal = new JournalState(RunJournal.Read(folder));
        return _known[folder] = new Known(file.Length, journal.Facts, journal.End is not null);
    }

    /// <summary>A restore changes the oid behind the name, but not the cluster.</summary>
    private bool IsOurs(RunFacts facts, DatabaseIdentity? identity) =>
        facts.Database.Name == database && (identity is null || facts.Database.SystemIdentifier == identity.SystemIdentifier);

    private sealed record Known(long Length, RunFacts? Facts, bool HasEnded)
    {
        internal static Known Nothing { get; } = new(-1, null, HasEnded: false);
    }
}
