using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>A rehearsal that was done for itself, kept for the plan of the same scripts against the same database.</summary>
/// <param name="Id">As that of a run: names sort as they were done.</param>
public sealed record StoredRehearsal(string Id, DatabaseIdentity Database, string? PreviousVersion, IReadOnlyList<PlannedVersion> Versions, RehearsalFacts Facts)
{
    private const int Kept = 20;

    internal static void Keep(Run run, RehearsalFacts facts)
    {
        var folder = Folder(run);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var stored = new StoredRehearsal(run.Facts.Id, run.Facts.Database, run.Facts.PreviousVersion, run.Facts.Versions, facts);
        PrivateFile.Write(Path.Combine(folder, run.Facts.Id + ".json"), JsonSerializer.SerializeToUtf8Bytes(stored, JournalJson.Default.StoredRehearsal));
        foreach (var old in Files(folder).Skip(Kept))
        {
            File.Delete(old);
        }
    }

    /// <summary>The newest of the same scripts, from the same version, against the same database and server version; null where there is none.</summary>
    /// <exception cref="OperatorException">When a file is damaged.</exception>
    internal static StoredRehearsal? Find(Run run) => Directory.Exists(Folder(run)) ? Files(Folder(run)).Select(Read).FirstOrDefault(s => s.IsOf(run.Facts)) : null;

    private static string Folder(Run run) => Path.Combine(run.Settings.StatePath, "rehearsed");

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*.json").OrderDescending(StringComparer.Ordinal);

    private static StoredRehearsal Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), JournalJson.Default.StoredRehearsal)!;
        }
        catch (JsonException e)
        {
            throw new OperatorException($"{file} is damaged: {e.Message}; nothing was changed", "remove it, and run 'whimbrel rehearse' again.", ExitCode.Refused, e);
        }
    }

    private bool IsOf(RunFacts facts) => Database.IsSameAs(facts.Database) && Database.ServerVersion == facts.Database.ServerVersion && PreviousVersion == facts.PreviousVersion
        && Versions.Count == facts.Versions.Count && Versions.Zip(facts.Versions).All(v => v.First.HasSameScripts(v.Second));
}
