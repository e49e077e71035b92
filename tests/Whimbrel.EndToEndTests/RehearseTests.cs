using System.Globalization;
using System.Text.Json;

namespace Whimbrel.EndToEndTests;

/// <summary><c>whimbrel rehearse</c>: up, down and up again on a restored copy, and nothing of it in the database or on the disk afterwards.</summary>
public sealed class RehearseTests(Servers servers)
{
    [Fact]
    public async Task Measures_each_statement_and_proves_the_way_back()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_wider", "ALTER TABLE users ADD COLUMN n int NOT NULL DEFAULT 1;\nALTER TABLE users ALTER COLUMN n TYPE bigint;", "ALTER TABLE users DROP COLUMN n;");
        var before = await workspace.Database.FingerprintAsync();

        var ended = await RehearseAsync(workspace, "--json");

        ended.ShouldEndWith(0);
        var migrations = JsonDocument.Parse(ended.Output).RootElement.GetProperty("migrations").EnumerateArray().ToList();
        migrations.Select(m => m.GetProperty("version").GetString()).ShouldBe(["20240215", "20240301"]);
        migrations.ShouldAllBe(m => m.GetProperty("rollback").GetProperty("proven").GetBoolean(), ended.Output);
        var statements = migrations[1].GetProperty("statements").EnumerateArray().ToList();
        statements[0].GetProperty("locks").EnumerateArray().Select(l => $"{l.GetProperty("mode")} {l.GetProperty("relation")}").ShouldBe(["AccessExclusiveLock public.users"]);
        statements[0].GetProperty("rewrites").GetArrayLength().ShouldBe(0);
        statements[1].GetProperty("rewrites").EnumerateArray().ShouldContain(r => r.GetString() == "public.users");
        statements[1].GetProperty("walBytes").GetInt64().ShouldBeGreaterThan(1000);
        (await workspace.Database.FingerprintAsync()).ShouldBe(before);
        ShouldHaveLeftNothing(workspace);
    }

    [Theory]
    [InlineData("ALTER TABLE users ADD COLUMN x int;", "SELECT 1;", "column public.users.x is still there")]
    [InlineData("ALTER TABLE users DROP COLUMN theme;", "ALTER TABLE users ADD COLUMN theme text;", "column public.users.theme is number 5, and was number 3")]
    [InlineData("DROP INDEX users_language;", "CREATE INDEX users_language ON users (lower(language));", "index public.users_language is ")]
    [InlineData("GRANT SELECT ON users TO pg_monitor;", "SELECT 1;", "table public.users is rights hosting_user=arwdDxt/hosting_user pg_monitor=r/hosting_user, and was ")]
    [InlineData("UPDATE users SET theme = 'dark' WHERE id = 1;", "SELECT 1;", "rows of public.users have other values")]
    [InlineData("DELETE FROM users WHERE id = 1;", "SELECT 1;", "table public.users has 299 rows, and had 300")]
    [InlineData("CREATE TABLE more (id int);", "SELECT 1;", "table public.more is still there")]
    [InlineData("CREATE TABLE more (id int);", "DROP TABLE nowhere;", "the rollback script fails: ")]
    [InlineData("CREATE TABLE more (id int); CREATE TABLE IF NOT EXISTS kept (id int);", "DROP TABLE more; ALTER TABLE kept ADD COLUMN x int;", "table public.kept is still there")]
    public async Task Says_in_words_what_a_rollback_does_not_bring_back(string script, string rollback, string difference)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE INDEX users_language ON users (language)");
        foreach (var file in Directory.EnumerateFiles(workspace.Migrations))
            File.Delete(file);
        workspace.WriteMigration("20240301_a", script, rollback);

        var ended = await RehearseAsync(workspace);

        ended.ShouldEndWith(0);
        ended.Output.ShouldContain("NOT PROVEN");
        ended.Output.ShouldContain(difference, Case.Sensitive, ended.Output);
        ShouldHaveLeftNothing(workspace);
    }

    /// <summary>Of a large database only the tables that the scripts name are summed up before; what else changes is seen all the same.</summary>
    [Theory]
    [InlineData("UPDATE users SET theme = 'dark' WHERE id = 1;", "SELECT 1;", "rows of public.users have other values")]
    [InlineData("DELETE FROM users WHERE id = 1;", "INSERT INTO users (email) VALUES ('other');", "rows of public.users have other values")]
    [InlineData("DO $$ BEGIN EXECUTE (SELECT format('DELETE FROM %I WHERE id = 1', relname) FROM pg_class WHERE relname = 'large'); END $$;", "SELECT 1;", "rows of public.large were written, and could not be compared: no script names that table")]
    [InlineData("ALTER TABLE users ADD COLUMN x int DEFAULT 5; UPDATE users SET x = id;", "ALTER TABLE users DROP COLUMN x;", null)]
    public async Task Compares_the_rows_of_what_changed_in_a_large_database(string script, string rollback, string? difference)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE TABLE large AS SELECT n AS id, repeat('x', 100) AS note FROM generate_series(1, 600000) n");
        foreach (var file in Directory.EnumerateFiles(workspace.Migrations))
            File.Delete(file);
        workspace.WriteMigration("20240301_a", script, rollback);

        var ended = await RehearseAsync(workspace);

        ended.ShouldEndWith(0);
        ended.Output.ShouldContain(difference ?? "proven: schema and rows were as before", Case.Sensitive, ended.Output);
        ShouldHaveLeftNothing(workspace);
    }

    [Fact]
    public async Task What_a_later_rollback_leaves_is_told_of_that_one_alone()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_a", "ALTER TABLE users ADD COLUMN a int;", "ALTER TABLE users DROP COLUMN a;");
        workspace.WriteMigration("20240302_b", "ALTER TABLE users ADD COLUMN b int;", "SELECT 1;");

        var ended = await RehearseAsync(workspace, "--json");

        var rollbacks = JsonDocument.Parse(ended.Output).RootElement.GetProperty("migrations").EnumerateArray().Select(m => m.GetProperty("rollback")).ToList();
        rollbacks[^1].GetProperty("differences")[0].GetString().ShouldBe("column public.users.b is still there");
        rollbacks[^2].GetProperty("proven").GetBoolean().ShouldBeTrue(ended.Output);
        ShouldHaveLeftNothing(workspace);
    }

    [Fact]
    public async Task A_script_that_fails_on_the_copy_never_reaches_the_database()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_a", "ALTER TABLE users ADD CONSTRAINT themes CHECK (theme = 'dark');", "ALTER TABLE users DROP CONSTRAINT themes;");
        await workspace.Database.ExecuteAsync("UPDATE users SET theme = 'light' WHERE id = 7");

        var ended = await RehearseAsync(workspace);

        ended.ShouldEndWith(4, "20240301_a fails in the rehearsal: 20240301_a.sql:1:1: check constraint \"themes\" of relation \"users\" is violated by some row", "the database itself was not touched");
        await workspace.ShouldBeUnmigratedAsync();
        ShouldHaveLeftNothing(workspace);
    }

    /// <summary>Killed while initdb works, and while the server runs.</summary>
    [Theory]
    [InlineData("PG_VERSION")]
    [InlineData(".s.PGSQL.5432")]
    public async Task What_a_killed_rehearsal_left_is_removed_by_the_next(string seen)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_a", "SELECT pg_sleep(2);");
        using (var started = workspace.Start(null, "rehearse", "--set", "rehearsal.path=" + Place(workspace)))
        {
            await Eventually.IsTrueAsync(() => Task.FromResult(Directory.GetFiles(Place(workspace), seen, SearchOption.AllDirectories).Length > 0), seen);
            await Command.MustAsync(["kill", "-KILL", started.Id.ToString(CultureInfo.InvariantCulture)]);
            await started.EndAsync();
        }

        var folder = Directory.GetDirectories(Place(workspace)).ShouldHaveSingleItem();

        (await RehearseAsync(workspace)).ShouldEndWith(0);

        await Eventually.IsTrueAsync(async () => (await Command.MustAsync(["ps", "-e", "-o", "args="])).Contains(folder, StringComparison.Ordinal) is false, "nothing that it had started runs");
        ShouldHaveLeftNothing(workspace);
    }

    [Fact]
    public async Task On_the_same_server_it_has_a_database_of_its_own_for_a_while()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools);
        using var workspace = await Workspace.CreateHostingAsync(server);
        await workspace.Database.ExecuteAsync($"CREATE SCHEMA app; CREATE TABLE app.notes (id int); ALTER DATABASE {workspace.Database.Name} SET search_path = app, public");
        workspace.WriteMigration("20240301_a", "ALTER TABLE notes ADD COLUMN x int;", "ALTER TABLE notes DROP COLUMN x;");

        var refused = await RehearseAsync(workspace, "--set", "rehearsal.on=same-server");
        await server.ExecuteAsync("postgres", "ALTER ROLE hosting_user CREATEDB");
        var ended = await RehearseAsync(workspace, "--set", "rehearsal.on=same-server", "--json");

        refused.ShouldEndWith(4, "the copy cannot be made on ", "permission denied to create database; nothing was changed", "ALTER ROLE \"hosting_user\" CREATEDB");
        ended.ShouldEndWith(0);
        ended.Output.ShouldContain("\"on\": \"same-server\"");
        ended.Output.ShouldContain("\"relation\": \"app.notes\"");
        (await workspace.Database.RowsAsync("SELECT datname FROM pg_database WHERE datname LIKE 'whimbrel%'")).ShouldBeEmpty();
        ShouldHaveLeftNothing(workspace);
    }

    [Fact]
    public async Task On_a_named_server_it_leaves_no_database_and_no_role_also_when_it_was_killed()
    {
        await using var other = await PostgresServer.StartAsync(Servers.WithTools);
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await other.ExecuteAsync("postgres", "DROP ROLE hosting_user");
        workspace.WriteMigration("20240301_a", "SELECT pg_sleep(2);");
        var on = $"rehearsal.on=postgresql://postgres@127.0.0.1:{other.Port.ToString(CultureInfo.InvariantCulture)}/postgres";
        var password = new Dictionary<string, string?>(StringComparer.Ordinal) { ["PGPASSWORD"] = PostgresServer.AdminPassword };
        using (var started = workspace.Start(password, "rehearse", "--set", on, "--set", "rehearsal.path=" + Place(workspace)))
        {
            await Eventually.IsTrueAsync(async () => (await OnAsync(other, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(2)%' AND state = 'active'")) > 0, "it works on the copy");
            await Command.MustAsync(["kill", "-KILL", started.Id.ToString(CultureInfo.InvariantCulture)]);
            await started.EndAsync();
        }

        (await OnAsync(other, "SELECT count(*) FROM pg_database WHERE datname LIKE 'whimbrel%'")).ShouldBe(1);
        using var again = workspace.Start(password, "rehearse", "--set", on, "--set", "rehearsal.path=" + Place(workspace));
        (await again.EndAsync()).ShouldEndWith(0);

        (await OnAsync(other, "SELECT count(*) FROM pg_database WHERE datname LIKE 'whimbrel%'")).ShouldBe(0);
        (await OnAsync(other, "SELECT count(*) FROM pg_roles WHERE rolname = 'hosting_user'")).ShouldBe(0);
        ShouldHaveLeftNothing(workspace);
    }

    private static async Task<long> OnAsync(PostgresServer server, string query)
    {
        await using var connection = await server.OpenAsync("postgres", "postgres", PostgresServer.AdminPassword);
        await using var command = new Npgsql.NpgsqlCommand(query, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static string Place(Workspace workspace) => Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "rehearse-" + Path.GetFileName(Path.GetDirectoryName(workspace.Folder)))).FullName;

    private static Task<Ended> RehearseAsync(Workspace workspace, params string[] arguments) => workspace.RunAsync(["rehearse", "--set", "rehearsal.path=" + Place(workspace), .. arguments]);

    private static void ShouldHaveLeftNothing(Workspace workspace)
    {
        Directory.EnumerateFileSystemEntries(Place(workspace)).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(Path.Combine(workspace.State, "rehearsals")).ShouldBeEmpty();
        Directory.Delete(Place(workspace));
    }
}
