using System.Collections;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Settings;

/// <summary>Where the configuration comes from: the file, the environment, and the command line's assignments.</summary>
/// <param name="File">The file named by <c>--config</c>, or null for <c>whimbrel.yaml</c> in the working folder.</param>
public sealed record SettingsOrigin(string? File, IReadOnlyList<string> Assignments, IDictionary Environment, string WorkingFolder);

/// <summary>Loads and validates the whole configuration, and reports everything that is wrong with it at once.</summary>
public static class SettingsLoader
{
    public const string DefaultFile = "whimbrel.yaml";

    /// <exception cref="OperatorException">With every problem, each with its file and line.</exception>
    public static WhimbrelSettings Load(SettingsOrigin origin)
    {
        var sources = new SettingSources();
        var file = FindFile(origin, sources);
        sources.AddEnvironment(origin.Environment);
        foreach (var assignment in origin.Assignments)
        {
            sources.AddAssignment(assignment);
        }

        var folder = file is null ? origin.WorkingFolder : Path.GetDirectoryName(Path.GetFullPath(file, origin.WorkingFolder))!;
        var settings = Read(new SettingsReader(sources, folder), origin, file, folder);
        if (sources.Problems.Count == 0)
        {
            return settings!;
        }

        throw new OperatorException(
            "the configuration is wrong:\n" + string.Join('\n', sources.Problems.Select(p => "  " + p)),
            sources.Problems.TrueForAll(p => p.StartsWith("--set", StringComparison.Ordinal))
                ? "'whimbrel init --print' shows every key with its default."
                : file is null
                ? "write a configuration with 'whimbrel init', or name one with --config FILE."
                : $"mend {Path.GetFileName(file)}; 'whimbrel init --print' shows every key with its default.",
            ExitCode.Usage);
    }

    private static string? FindFile(SettingsOrigin origin, SettingSources sources)
    {
        var asked = origin.File ?? origin.Environment["WHIMBREL_CONFIG"] as string;
        var path = Path.GetFullPath(asked ?? DefaultFile, origin.WorkingFolder);
        if (File.Exists(path))
        {
            sources.AddFile(path);
            return path;
        }

        if (asked is not null)
        {
            throw new OperatorException($"there is no configuration file {path}", "write one with 'whimbrel init', or name another with --config FILE.", ExitCode.Usage);
        }

        return null;
    }

    private static WhimbrelSettings? Read(SettingsReader reader, SettingsOrigin origin, string? file, string folder)
    {
        var state = reader.Location("state.path", "/var/lib/whimbrel");
        var database = ReadDatabase(reader, origin);
        var table = reader.Text("migrations.version_table") ?? "schema_migrations";
        if (!QualifiedName.TryParse(table, out var versionTable))
        {
            reader.Problems.Add($"{reader.Source("migrations.version_table")}: '{table}' is not a table's name; write name or schema.name, with double quotes around a name that has a dot");
        }

        var migrations = new MigrationSettings(
            reader.Location("migrations.path", "migrations"),
            reader.Flag("migrations.git.pull", otherwise: false),
            reader.Text("migrations.git.branch") ?? "main",
            versionTable);
        var settings = new WhimbrelSettings
        {
            File = file,
            Folder = folder,
            Database = database!,
            Migrations = migrations,
            Backup = BackupSettingsReader.Read(reader, state, folder),
            Docker = DockerSettingsReader.Read(reader, origin.Environment),
            Rehearsal = ReadRehearsal(reader, origin),
            Application = ApplicationSettingsReader.Read(reader),
            Locks = LockSettingsReader.Read(reader),
            Data = ReadData(reader),
            Downtime = ApplicationSettingsReader.ReadDowntime(reader),
            Watch = WatchSettingsReader.Read(reader),
            Record = new RecordSettings(
                reader.Location("record.log", Path.Combine(state, "database-migrations.log")),
                reader.Location("record.history", Path.Combine(state, "database-schema-history.md"))),
            Notify = NotifySettingsReader.Read(reader),
            Telemetry = TelemetrySettingsReader.Read(reader, origin.Environment),
            RollBackOnFailure = reader.Flag("rollback.automatic", otherwise: false),
            StatePath = state,
        };
        return database is null ? null : settings;
    }

    private static ServerAddress? ReadDatabase(SettingsReader reader, SettingsOrigin origin)
    {
        if (ReadAddress(reader, "database.url", origin) is not { } address)
        {
            return null;
        }

        return address with
        {
            PasswordFile = reader.OptionalLocation("database.password_file"),
            ToolsFolder = reader.OptionalLocation("database.tools"),
            Via = DockerSettingsReader.ReadVia(reader),
        };
    }

    private static ServerAddress? ReadAddress(SettingsReader reader, string key, SettingsOrigin origin)
    {
        var url = reader.Text(key);
        if (url is not null && reader.Source(key).StartsWith("--set", StringComparison.Ordinal) && ServerAddress.HasPassword(url))
        {
            reader.Problems.Add($"--set {key}: a password on the command line is seen by everybody on this machine; use database.password_file, PGPASSFILE or ~/.pgpass");
            return null;
        }

        try
        {
            return ServerAddress.Parse(url, origin.Environment);
        }
        catch (FormatException e)
        {
            reader.Problems.Add($"{reader.Source(key)}: {e.Message.Replace("database.url", key, StringComparison.Ordinal)}");
            return null;
        }
    }

    private static RehearsalSettings ReadRehearsal(SettingsReader reader, SettingsOrigin origin)
    {
        const string Key = "rehearsal.on";
        var (path, queries) = (reader.Location("rehearsal.path", "/var/tmp"), reader.OptionalLocation("rehearsal.queries"));
        if (reader.Text(Key) is not { } text || !text.StartsWith("postgres", StringComparison.Ordinal))
        {
            var place = reader.Choice(Key, "throwaway", "throwaway", "same-server", "off") switch { "off" => RehearsalPlace.Off, "same-server" => RehearsalPlace.SameServer, _ => RehearsalPlace.Throwaway };
            return new RehearsalSettings(place, reader.IsSet(Key), null, path, queries);
        }

        return new RehearsalSettings(RehearsalPlace.Given, IsAsked: true, ReadAddress(reader, Key, origin), path, queries);
    }

    private static DataSettings ReadData(SettingsReader reader)
    {
        var data = new DataSettings(
            reader.Time("data.batch_target", TimeSpan.FromMilliseconds(200)),
            reader.Time("data.max_lag", TimeSpan.FromSeconds(10)),
            reader.Count("data.max_archive_backlog", 100));
        if (data.BatchTarget < TimeSpan.FromMilliseconds(1))
        {
            reader.Problems.Add($"{reader.Source("data.batch_target")}: 'data.batch_target' must be at least 1ms");
        }

        return data;
    }
}
