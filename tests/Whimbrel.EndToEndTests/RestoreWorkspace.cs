namespace Whimbrel.EndToEndTests;

/// <summary>The example's database with a backup of it, and what was changed since: a row more, a table more, a version more.</summary>
internal static class RestoreWorkspace
{
    private const string Traits = """
        SELECT concat_ws('; ', pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype, datconnlimit, datallowconn,
               (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(datacl) a), shobj_description(oid, 'pg_database'),
               (SELECT string_agg(concat_ws(' ', nullif(setrole, 0)::regrole, array_to_string(setconfig, ' ')), ', ' ORDER BY setrole) FROM pg_db_role_setting WHERE setdatabase = d.oid))
          FROM pg_database d WHERE datname = current_database()
        """;

    private static readonly SemaphoreSlim _gate = new(1);

    public static async Task<Workspace> CreateAsync(PostgresServer server, string? databaseName = null, string databaseOptions = "")
    {
        await GrantAsync(server);
        var workspace = await Workspace.CreateHostingAsync(server, databaseName, databaseOptions: databaseOptions);
        var name = Quoted(workspace);
        await workspace.Database.ExecuteAsync($"""
            ALTER DATABASE {name} SET search_path = "$user", public;
            ALTER DATABASE {name} SET app.motto = 'it''s; "here"';
            ALTER ROLE CURRENT_USER IN DATABASE {name} SET work_mem = '5MB';
            REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC;
            GRANT CONNECT ON DATABASE {name} TO pg_monitor;
            COMMENT ON DATABASE {name} IS 'the shop''s';
            """);
        await server.ExecuteAsync("postgres", $"ALTER DATABASE {name} CONNECTION LIMIT 50");
        (await workspace.RunAsync("backup", "--quiet")).ExitCode.ShouldBe(0);
        await ChangeAsync(workspace);
        return workspace;
    }

    /// <summary>One at a time: the server refuses two changes of a role at once.</summary>
    public static async Task GrantAsync(PostgresServer server)
    {
        await _gate.WaitAsync();
        try
        {
            await server.ExecuteAsync("postgres", $"ALTER ROLE {PostgresServer.Role} CREATEDB; GRANT SET ON PARAMETER app.motto TO {PostgresServer.Role}");
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What a restore must take back.</summary>
    public static Task ChangeAsync(Workspace workspace) => workspace.Database.ExecuteAsync("""
        INSERT INTO users (email) VALUES ('late@example.com');
        CREATE TABLE later (n int);
        INSERT INTO later VALUES (1);
        INSERT INTO schema_migrations (version) VALUES ('20240214');
        """);

    public static string Quoted(this Workspace workspace) => '"' + workspace.Database.Name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    public static string Backup(this Workspace workspace) => Directory.EnumerateFiles(workspace.Backups, "*.dump").Order(StringComparer.Ordinal).First();

    public static Task<Ended> RestoreAsync(this Workspace workspace, params string[] options) => workspace.RunAsync(["restore", workspace.Backup(), "--yes", "--quiet", .. options]);

    /// <summary>Owner, encoding, rights, settings, comment: what a dump restored under another name has not.</summary>
    public static async Task<string> TraitsAsync(this Workspace workspace) => (await workspace.Database.ScalarAsync<string>(Traits))!;

    /// <summary>Databases that restores have left: the copies, and the old ones.</summary>
    public static Task<IReadOnlyList<string>> BesideAsync(this Workspace workspace, string mark) =>
        workspace.Database.RowsAsync($"SELECT datname::text FROM pg_database WHERE starts_with(datname, '{workspace.Database.Name.Replace("'", "''", StringComparison.Ordinal)}_{mark}_')");
}
