using System.Text;

namespace Whimbrel.Testing;

/// <summary>An operator's folder: configuration, migrations, backups, state; and the published program to run in it.</summary>
public sealed class Workspace : IDisposable
{
    public const string Migration = "20240215_add_user_preferences";

    private Workspace(TestDatabase database, string folder)
    {
        (Database, Folder) = (database, folder);
    }

    public TestDatabase Database { get; }

    public string Folder { get; }

    public string Migrations => Path.Combine(Folder, "migrations");

    public string Backups => Path.Combine(Folder, "backups");

    public string State => Path.Combine(Folder, "state");

    public string Config => Path.Combine(Folder, "whimbrel.yaml");

    /// <summary>Extra lines for the configuration, set before a run.</summary>
    public string ExtraConfig { get; set; } = "";

    /// <summary>Keys of the configuration's backup, each a line.</summary>
    public IReadOnlyList<string> BackupKeys { get; set; } = [];

    /// <summary>An empty workspace on a database of its own; nothing is applied, nothing is pending.</summary>
    public static async Task<Workspace> CreateAsync(PostgresServer server, string? databaseName = null, string folderName = "operator")
    {
        var folder = Path.Combine(Directory.CreateTempSubdirectory("whimbrel-test-").FullName, folderName);
        var workspace = new Workspace(await server.CreateDatabaseAsync(databaseName), folder);
        foreach (var path in new[] { workspace.Migrations, workspace.Backups, workspace.State })
        {
            Directory.CreateDirectory(path);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "password"), PostgresServer.RolePassword + "\n");
        File.SetUnixFileMode(Path.Combine(folder, "password"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return workspace;
    }

    /// <summary>The runbook's example: 300 users at version 20240201, 20240215_add_user_preferences pending with rollback, data and verify scripts.</summary>
    public static async Task<Workspace> CreateHostingAsync(PostgresServer server, string? databaseName = null, string folderName = "operator")
    {
        var workspace = await CreateAsync(server, databaseName, folderName);
        await workspace.Database.ExecuteAsync("""
            CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE, theme text, language text, last_seen_at timestamptz);
            INSERT INTO users (email, theme, language)
            SELECT 'user' || n || '@example.com', CASE WHEN n % 3 = 0 THEN 'dark' END, CASE WHEN n % 2 = 0 THEN 'en' END FROM generate_series(1, 300) n;
            CREATE TABLE schema_migrations (version text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());
            INSERT INTO schema_migrations (version) VALUES ('20240101'), ('20240201');
            """);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Samples, "migrations"), "*.sql"))
        {
            File.Copy(file, Path.Combine(workspace.Migrations, Path.GetFileName(file)));
        }

        return workspace;
    }

    /// <summary>Writes a file of the migrations folder as UTF-8 without BOM.</summary>
    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Migrations, name), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    /// <summary>Writes a script and a rollback.</summary>
    public void WriteMigration(string stem, string script, string rollback = "SELECT 1;")
    {
        Write($"{stem}.sql", script);
        Write($"{stem}_rollback.sql", rollback);
    }

    public void WriteConfig()
    {
        static string Quote(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
        // A program that was started before may be reading it.
        var written = $"{Config}.{Guid.NewGuid():N}";
        File.WriteAllText(written, $"""
            database:
              url: {Quote(Database.Url)}
              password_file: password
            backup:
              path: backups
              minimum_free: 1%{string.Concat(BackupKeys.Select(k => $"\n  {k}"))}
            watch: {"{"} for: 0s, every: 1s {"}"}
            state: {"{"} path: state {"}"}
            {ExtraConfig}
            {(ExtraConfig.Contains("rehearsal:", StringComparison.Ordinal) ? "" : "rehearsal: { on: off }")}
            """);
        File.Move(written, Config, overwrite: true);
    }

    /// <summary>Starts the program with the workspace's configuration.</summary>
    public Started Start(IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        WriteConfig();
        return Command.Start([Repository.Program, .. arguments, "--config", Config], Folder, environment);
    }

    /// <summary>Runs the program to its end.</summary>
    public async Task<Ended> RunAsync(params string[] arguments)
    {
        using var started = Start(null, arguments);
        return await started.EndAsync();
    }

    /// <summary>The folders of the runs, newest first.</summary>
    public IReadOnlyList<string> Runs() => Directory.Exists(Path.Combine(State, "runs")) ? [.. Directory.EnumerateDirectories(Path.Combine(State, "runs")).OrderDescending(StringComparer.Ordinal)] : [];

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(Folder)!, recursive: true);
}
