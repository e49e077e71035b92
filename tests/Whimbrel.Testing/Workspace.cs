namespace Whimbrel.Testing;

/// <summary>An operator's folder beside a database of its own.</summary>
public sealed class Workspace : OperatorFolder
{
    public const string Migration = "20240215_add_user_preferences";

    private Workspace(TestDatabase database, string folderName)
        : base(folderName)
    {
        Database = database;
        WritePassword(PostgresServer.RolePassword);
    }

    public TestDatabase Database { get; }

    /// <summary>Extra lines for the configuration, set before a run.</summary>
    public string ExtraConfig { get; set; } = "";

    /// <summary>Keys of the configuration's backup, each a line.</summary>
    public IReadOnlyList<string> BackupKeys { get; set; } = [];

    protected override string Configuration => $"""
        database:
          url: {Quote(Database.Url)}
          password_file: password
        backup:
          path: backups
          minimum_free: 1%{string.Concat(BackupKeys.Select(k => $"\n  {k}"))}
        watch: {"{"} for: 0s, every: 1s, baseline: 0s {"}"}
        state: {"{"} path: state {"}"}
        {ExtraConfig}
        {(ExtraConfig.Contains("rehearsal:", StringComparison.Ordinal) ? "" : "rehearsal: { on: off }")}
        """;

    /// <summary>An empty workspace on a database of its own; nothing is applied, nothing is pending.</summary>
    public static async Task<Workspace> CreateAsync(PostgresServer server, string? databaseName = null, string folderName = "operator", string databaseOptions = "") =>
        new(await server.CreateDatabaseAsync(databaseName, databaseOptions), folderName);

    /// <summary>The runbook's example: 300 users at version 20240201, 20240215_add_user_preferences pending with rollback, data and verify scripts.</summary>
    public static async Task<Workspace> CreateHostingAsync(PostgresServer server, string? databaseName = null, string folderName = "operator", string databaseOptions = "")
    {
        var workspace = await CreateAsync(server, databaseName, folderName, databaseOptions);
        await workspace.Database.ExecuteAsync("""
            CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE, theme text, language text, last_seen_at timestamptz);
            INSERT INTO users (email, theme, language)
            SELECT 'user' || n || '@example.com', CASE WHEN n % 3 = 0 THEN 'dark' END, CASE WHEN n % 2 = 0 THEN 'en' END FROM generate_series(1, 300) n;
            CREATE TABLE schema_migrations (version text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());
            INSERT INTO schema_migrations (version) VALUES ('20240101'), ('20240201');
            """);
        workspace.CopyMigrations();
        return workspace;
    }
}
