using System.Text;
using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>The files of a backup: the archive (one file, or a folder), the runbook's <c>.meta</c> beside it, and the same as JSON.</summary>
public static class BackupFile
{
    private const int DeleteTries = 3;

    public const string Prefix = "postgres-pre-migration-";

    public static string PathFor(string folder, string runId) => Path.Combine(folder, $"{Prefix}{runId}.dump");

    public static string Partial(string path) => path + ".partial";

    public static string Meta(string path) => path + ".meta";

    public static string Twin(string path) => path + ".meta.json";

    /// <summary>What the database was when the dump was begun: its schema, and each table's number of rows in the archive.</summary>
    public static string Fingerprint(string path) => path + ".fingerprint.json";

    /// <summary>Roles and tablespaces, as pg_dumpall writes them.</summary>
    public static string Globals(string path) => path + ".globals.sql";

    /// <summary>Of a backup that is a folder the SHA-256 of each file, as sha256sum writes it.</summary>
    public static string Manifest(string path) => path + ".sha256";

    /// <summary>The whole path of what an operator names: shells put a slash behind a folder.</summary>
    public static string PathOf(string given) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(given));

    /// <summary>Whether there is such a file, or such a folder.</summary>
    public static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    /// <summary>Takes away an archive that has not got its name, with what stands beside it.</summary>
    internal static void DeleteUnfinished(string path)
    {
        Delete(Partial(path));
        if (!Exists(path))
        {
            DeleteAll([Meta(path), Twin(path), Fingerprint(path), Globals(path), Manifest(path)]);
        }
    }

    /// <summary>Takes away a finished one. Its description goes last: as long as it stands, the archive is found.</summary>
    internal static void DeleteFinished(string path)
    {
        if (Directory.Exists(path))
        {
            // At one stroke: half a folder must not have a backup's name.
            Directory.Move(path, Partial(path));
        }

        DeleteAll([path, Partial(path), Meta(path), Fingerprint(path), Globals(path), Manifest(path), Twin(path)]);
    }

    /// <summary>Takes away a file, or a folder with all that is in it; silent where there is none.</summary>
    internal static void Delete(string path)
    {
        for (var attempt = 1; Directory.Exists(path); attempt++)
        {
            try
            {
                Directory.Delete(path, recursive: true);
            }
            catch (IOException) when (attempt < DeleteTries)
            {
                // A process that is ending has just put a file into it.
                continue;
            }
        }

        File.Delete(path);
    }

    private static void DeleteAll(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            Delete(path);
        }
    }

    /// <summary>Writes what is known of a finished archive beside it, for our user alone.</summary>
    public static void Describe(BackupFacts facts)
    {
        var text = new StringBuilder()
            .Append("Backup Date: ").Append(facts.TakenAt.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)).Append(" UTC\n")
            .Append("Database: ").Append(facts.Database).Append('\n')
            .Append("Size: ").Append(ByteSize.Say(facts.Bytes)).Append(" (").Append(facts.Bytes).Append(" bytes)\n")
            .Append("Purpose: ").Append(facts.Purpose).Append('\n')
            .Append("Migration: ").Append(facts.Migrations.Count == 0 ? "none" : string.Join(", ", facts.Migrations)).Append('\n')
            .Append("SHA-256: ").Append(facts.Sha256).Append(facts.IsFolder ? $" (of {Path.GetFileName(Manifest(facts.File))}, which has each file's)" : "").Append('\n')
            .Append("Server: PostgreSQL ").Append(facts.ServerVersion).Append(", pg_dump ").Append(facts.ToolVersion).Append('\n')
            .Append("Proved: ").Append(BackupLevels.Say(facts.Levels)).Append('\n')
            .Append("Off-site: ").Append(facts.Offsite ?? "none").Append('\n');
        PrivateFile.Write(Meta(facts.File), Encoding.UTF8.GetBytes(text.ToString()));
        PrivateFile.Write(Twin(facts.File), JsonSerializer.SerializeToUtf8Bytes(facts, JournalJson.Default.BackupFacts));
    }

    /// <summary>It is proved: a database was made of it. Silent where nothing stands beside the archive.</summary>
    public static void MarkRestored(string path, DateTimeOffset at)
    {
        if (Find(path) is { } facts)
        {
            Describe(facts with { RestoredAt = at });
        }
    }

    /// <summary>The backups of a folder that have a description, newest first.</summary>
    public static IReadOnlyList<BackupFacts> List(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        return [.. Directory.EnumerateFiles(folder, $"{Prefix}*.meta.json").Select(Read).OfType<BackupFacts>().Where(f => Exists(f.File)).OrderByDescending(f => f.TakenAt)];
    }

    /// <summary>The newest of a database; their names sort as they were taken. Null where there is none.</summary>
    public static BackupFacts? Newest(string folder, string database) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, $"{Prefix}*.meta.json").OrderDescending(StringComparer.Ordinal).Select(Read).FirstOrDefault(b => b?.Database == database && Exists(b.File))
        : null;

    /// <summary>What stands beside an archive; null where nothing does.</summary>
    public static BackupFacts? Find(string path) => File.Exists(Twin(path)) ? Read(Twin(path)) : null;

    private static BackupFacts? Read(string twin)
    {
        try
        {
            var facts = JsonSerializer.Deserialize(File.ReadAllBytes(twin), JournalJson.Default.BackupFacts);
            return facts is null ? null : facts with { File = twin[..^".meta.json".Length] };
        }
        catch (JsonException e)
        {
            throw new OperatorException($"{twin} is damaged: {e.Message}", "remove it if the backup beside it is not needed.", ExitCode.FoundErrors, e);
        }
    }
}
