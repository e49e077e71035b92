using System.Collections;
using Whimbrel.Engine.Locks;
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
        RefuseWhatIsNotThereYet(reader);
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
            Rehearsal = ReadRehearsal(reader, origin),
            Application = ReadApplication(reader),
            Locks = ReadLocks(reader),
            Data = ReadData(reader),
            DowntimeBudget = reader.Time("downtime.budget", TimeSpan.FromMinutes(5)),
            Watch = ReadWatch(reader),
            Record = new RecordSettings(
                reader.Location("record.log", Path.Combine(state, "database-migrations.log")),
                reader.Location("record.history", Path.Combine(state, "database-schema-history.md"))),
            RollBackOnFailure = reader.Flag("rollback.automatic", otherwise: false),
            StatePath = state,
            Notes = ReadNotes(reader),
        };
        return database is null ? null : settings;
    }

    private static void RefuseWhatIsNotThereYet(SettingsReader reader)
    {
        if (reader.Text("database.via") is { } via && via != "direct")
        {
            reader.NotYet("database.via", "the database is reached directly; write 'direct'");
        }

        reader.NotYet("application.service", "drive the application with application.commands");
        reader.NotYet("application.proxy.service", "use application.proxy.reload with a command");
        reader.NotYet("docker.host", "nothing is reached through a Docker engine");
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

    private static ApplicationSettings ReadApplication(SettingsReader reader)
    {
        foreach (var key in (string[])["application.health"])
        {
            CheckUrl(reader, key, reader.Text(key));
        }

        var endpoints = reader.List("application.endpoints");
        foreach (var endpoint in endpoints)
        {
            CheckUrl(reader, "application.endpoints", endpoint);
        }

        var (start, replicas) = (reader.List("application.commands.start"), reader.List("application.commands.replicas"));
        if (start.Any(a => a.Contains("{replicas}", StringComparison.Ordinal)) && replicas.Count == 0)
        {
            reader.Problems.Add($"{reader.Source("application.commands.start")}: '{{replicas}}' stands in application.commands.start, but application.commands.replicas does not say how many there are");
        }

        return new ApplicationSettings(
            reader.Text("application.health"),
            endpoints,
            reader.List("application.commands.stop"),
            start,
            replicas,
            reader.OptionalLocation("application.proxy.maintenance_file"),
            reader.List("application.proxy.reload"));
    }

    private static void CheckUrl(SettingsReader reader, string key, string? url)
    {
        if (url is not null && !(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https"))
        {
            reader.Problems.Add($"{reader.Source(key)}: '{key}' has '{url}'; write an address such as http://localhost/health");
        }
    }

    private static LockSettings ReadLocks(SettingsReader reader)
    {
        var locks = new LockSettings(
            reader.Time("locks.stall_budget", TimeSpan.FromMilliseconds(100)),
            reader.Time("locks.deadline", TimeSpan.FromMinutes(10)),
            reader.Time("data.row_wait", TimeSpan.FromSeconds(10)),
            Enum.Parse<BlockerPolicy>(reader.Choice("locks.blockers", "wait", "wait", "cancel", "terminate"), ignoreCase: true),
            reader.Time("locks.blockers_after", TimeSpan.FromSeconds(30)),
            ReadBlockerChoice(reader));

        // lock_timeout = 0 means for ever: the one value that must never reach the server.
        foreach (var (key, value) in new[] { ("locks.stall_budget", locks.StallBudget), ("locks.deadline", locks.Deadline), ("data.row_wait", locks.RowWait) })
        {
            if (value < TimeSpan.FromMilliseconds(1))
            {
                reader.Problems.Add($"{reader.Source(key)}: '{key}' must be at least 1ms: no wait is without a bound");
            }
        }

        return locks;
    }

    private static BlockerChoice ReadBlockerChoice(SettingsReader reader)
    {
        var choice = new BlockerChoice(reader.List("locks.blockers_users"), reader.List("locks.blockers_applications"), ReadConsents(reader));
        return choice is { Users.Count: 0, Applications.Count: 0, Consents.Count: 0 } ? BlockerChoice.All : choice;
    }

    private static List<Consent> ReadConsents(SettingsReader reader)
    {
        const string Key = "locks.blockers_consent";
        var consents = new List<Consent>();
        foreach (var word in reader.List(Key))
        {
            if (word is "backup" or "replication" or "wraparound")
            {
                consents.Add(Enum.Parse<Consent>(word, ignoreCase: true));
            }
            else
            {
                reader.Problems.Add($"{reader.Source(Key)}: '{Key}' has '{word}'; it may name backup, replication, wraparound");
            }
        }

        return consents;
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

    private static WatchSettings ReadWatch(SettingsReader reader)
    {
        var watch = new WatchSettings(reader.Time("watch.for", TimeSpan.FromHours(1)), reader.Time("watch.every", TimeSpan.FromMinutes(5)));
        if (watch.Every < TimeSpan.FromMilliseconds(100))
        {
            reader.Problems.Add($"{reader.Source("watch.every")}: 'watch.every' must be at least 100ms");
        }

        return watch;
    }

    private static List<string> ReadNotes(SettingsReader reader)
    {
        var notes = new List<string>();
        AddUnused(reader, notes, "watch.prometheus", "the watch does not read Prometheus yet");
        AddUnused(reader, notes, "notify.webhook", "nobody is notified yet");
        return notes;
    }

    private static void AddUnused(SettingsReader reader, List<string> notes, string key, string why)
    {
        if (reader.IsSet(key))
        {
            notes.Add($"{key} is set, but {why}.");
        }
    }
}
