using System.Globalization;
using System.Text.Json;

namespace Whimbrel.EndToEndTests;

/// <summary><c>whimbrel migrate</c> with its rehearsal: what was seen on the copy decides about the real run.</summary>
public sealed class RehearseMigrationsTests(Servers servers)
{
    [Fact]
    public async Task Nothing_reaches_the_database_that_was_not_done_on_a_copy_before()
    {
        using var workspace = await RehearsingAsync();

        var ended = await workspace.RunAsync("migrate", "--yes", "--json");

        ended.ShouldEndWith(0);
        var record = JsonDocument.Parse(ended.Output).RootElement;
        record.GetProperty("rehearsed").GetBoolean().ShouldBeTrue();
        record.GetProperty("rehearsal").GetProperty("migrations")[0].GetProperty("rollback").GetProperty("proven").GetBoolean().ShouldBeTrue(ended.Output);
        (await OfRunAsync(workspace, "plan.md")).ShouldContain(" on the copy, proven there); rows written to what it drops are lost");
        (await OfRunAsync(workspace, "record.md")).ShouldContain("| Rehearsed | yes: ");
        (await workspace.RunAsync("backup", "list", "--json")).Output.ShouldNotContain("\"restoredAt\": null");
        await workspace.ShouldBeAtAsync("20240215");
        ShouldHaveLeftNothing(workspace);
    }

    [Fact]
    public async Task The_rollback_of_the_very_first_migration_need_not_take_the_version_table_away()
    {
        using var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        workspace.ExtraConfig = "rehearsal: { on: throwaway }";
        workspace.WriteMigration("20240101_a", "CREATE TABLE a (id int);", "DROP TABLE a;");
        workspace.WriteMigration("20240102_b", "CREATE TABLE IF NOT EXISTS b (id int);", "SELECT 1;");

        var ended = await workspace.RunAsync("migrate", "--yes", "--json");

        ended.ShouldEndWith(0);
        var rollbacks = ended.Json().GetProperty("rehearsal").GetProperty("migrations").EnumerateArray().Select(m => m.GetProperty("rollback")).ToList();
        rollbacks.Select(r => r.GetProperty("proven").GetBoolean()).ShouldBe([true, false]);
        rollbacks[1].GetProperty("differences").EnumerateArray().Select(d => d.GetString()).ShouldBe(["table public.b is still there"]);
    }

    [Fact]
    public async Task A_script_that_fails_on_the_copy_is_refused()
    {
        using var workspace = await RehearsingAsync();
        workspace.WriteMigration("20240301_a", "CREATE UNIQUE INDEX themes ON users (theme);", "DROP INDEX themes;");

        var ended = await workspace.RunAsync("migrate", "--yes");

        ended.ShouldEndWith(4, "20240301_a fails in the rehearsal: 20240301_a.sql:1:1: could not create unique index", "the database itself was not touched");
        await workspace.ShouldBeUnmigratedAsync();
        (await workspace.RunAsync("status", "--json")).Output.ShouldContain("\"run\": null");
        ShouldHaveLeftNothing(workspace);
    }

    [Fact]
    public async Task What_would_stall_the_application_is_refused_by_what_was_measured()
    {
        using var workspace = await RehearsingAsync();
        workspace.WriteMigration("20240301_a", "ALTER TABLE users ADD COLUMN a int;\nSELECT pg_sleep(0.3);", "ALTER TABLE users DROP COLUMN a;");

        var refused = await workspace.RunAsync("migrate", "--yes");
        var accepted = await workspace.RunAsync("migrate", "--yes", "--skip", "rehearsal-stall");

        refused.ShouldEndWith(4, "rehearsal-stall: longer than the stall budget of 0.1 s: 20240301_a.sql:1: 0.3 s under AccessExclusiveLock on public.users", "HINT: run it with --downtime minimal", "--skip rehearsal-stall.");
        accepted.ShouldEndWith(0);
        await workspace.ShouldBeAtAsync("20240301");
    }

    [Fact]
    public async Task What_was_seen_replaces_what_the_model_could_not_know()
    {
        using var workspace = await RehearsingAsync();
        workspace.WriteMigration("20240301_a", """
            DO $$ BEGIN EXECUTE (SELECT format('ALTER TABLE %I ADD COLUMN a int', relname) FROM pg_class WHERE relname = 'users'); END $$;
            """, "ALTER TABLE users DROP COLUMN a;");

        var ended = await workspace.RunAsync("migrate", "--yes", "--json");

        ended.ShouldEndWith(0);
        ended.Errors.ShouldContain("20240301_a.sql takes AccessExclusiveLock on public.users, and no lock was foreseen: what was seen on the copy counts");
        ended.Errors.ShouldNotContain("locked what was not foreseen");
    }

    [Fact]
    public async Task A_query_of_the_application_that_would_fail_stops_it()
    {
        using var workspace = await RehearsingAsync();
        await workspace.Database.Server.ExecuteAsync(workspace.Database.Name, "CREATE EXTENSION pg_stat_statements");
        await workspace.Database.ExecuteAsync("SELECT theme FROM users WHERE email = 'a'");
        await workspace.Database.ExecuteAsync("SELECT id, last_seen_at FROM users WHERE id = 7");
        workspace.WriteMigration("20240301_a", "-- whimbrel:confirm \"unused\"\nALTER TABLE users ALTER COLUMN last_seen_at TYPE timestamp;\nALTER TABLE users DROP COLUMN theme CASCADE;", "ALTER TABLE users ADD COLUMN theme text;");

        var refused = await workspace.RunAsync("migrate", "--yes", "--to", "20240301", "--downtime", "zero");
        var rehearsed = await workspace.RunAsync("rehearse", "--json");

        refused.ShouldEndWith(4, "of the application's queries would fail while it runs, the first: column \"theme\" does not exist (42703)", "--skip rehearsal-queries");
        await workspace.ShouldBeUnmigratedAsync();
        var queries = JsonDocument.Parse(rehearsed.Output).RootElement.GetProperty("queries");
        queries.GetProperty("checked").GetInt32().ShouldBeGreaterThan(1);
        queries.GetProperty("broken").EnumerateArray().ShouldContain(q => !q.GetProperty("fails").GetBoolean() && q.GetProperty("why").GetString() == "another type: last_seen_at", rehearsed.Output);
    }

    [Fact]
    public async Task A_query_that_loses_its_index_is_named_with_its_costs()
    {
        using var workspace = await RehearsingAsync();
        await workspace.Database.Server.ExecuteAsync(workspace.Database.Name, "CREATE EXTENSION pg_stat_statements");
        await workspace.Database.ExecuteAsync("CREATE TABLE orders AS SELECT n AS id, repeat('x', 100) AS note FROM generate_series(1, 200000) n; CREATE INDEX orders_id ON orders (id); ANALYZE orders");
        await workspace.Database.ExecuteAsync("SELECT note FROM orders WHERE id = 7");
        workspace.WriteMigration("20240301_a", "DROP INDEX orders_id;", "CREATE INDEX orders_id ON orders (id);");

        var ended = await workspace.RunAsync("rehearse");

        ended.ShouldEndWith(0);
        ended.Output.ShouldContain("a query of the application has a worse plan: it now reads all of orders, cost ", Case.Sensitive, ended.All);
    }

    [Fact]
    public async Task The_queries_of_the_new_version_must_work_on_the_migrated_copy()
    {
        using var workspace = await RehearsingAsync("queries: new.sql");
        await File.WriteAllTextAsync(Path.Combine(workspace.Folder, "new.sql"), "SELECT user_id FROM user_preferences WHERE user_id = $1;\nSELECT nothing FROM user_preferences;\n", TestContext.Current.CancellationToken);

        var ended = await workspace.RunAsync("rehearse", "--json");

        var broken = JsonDocument.Parse(ended.Output).RootElement.GetProperty("queries").GetProperty("broken").EnumerateArray().ShouldHaveSingleItem();
        broken.GetProperty("query").GetString()!.ShouldContain("nothing");
    }

    [Fact]
    public async Task An_approved_plan_is_done_and_void_when_anything_changes()
    {
        using var workspace = await RehearsingAsync();
        (await workspace.RunAsync("rehearse")).ShouldEndWith(0);
        var plan = JsonDocument.Parse((await workspace.RunAsync("plan", "--json")).Output).RootElement;
        var hash = plan.GetProperty("hash").GetString()!;
        plan.GetProperty("rehearsal").GetProperty("rollbacksProven").GetInt32().ShouldBe(1);
        plan.GetProperty("steps").EnumerateArray().First(s => s.GetProperty("name").GetString() == "ApplyMigration 20240215").GetProperty("predictedMs").GetDouble().ShouldBeGreaterThan(0);

        var file = Path.Combine(workspace.Migrations, Workspace.Migration + ".sql");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, text + "SELECT 1;\n", TestContext.Current.CancellationToken);
        var changed = await workspace.RunAsync("migrate", "--yes", "--plan", hash);
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        var other = await workspace.RunAsync("migrate", "--yes", "--plan", hash, "--skip", "watch");
        var approved = await workspace.RunAsync("migrate", "--yes", "--plan", hash, "--json");

        changed.ShouldEndWith(4, "the approved plan is void: the scripts, the rehearsal changed since; nothing was changed", "HINT: look at the plan of now with 'whimbrel plan'");
        other.ShouldEndWith(4, "the approved plan is void: the versions or the downtime changed since");
        approved.ShouldEndWith(0);
        (await OfRunAsync(workspace, "record.md")).ShouldContain($"| Approved plan | {hash} |");
    }

    [Theory]
    [InlineData("resume")]
    [InlineData("abort")]
    public async Task Killed_in_its_rehearsal_it_goes_on_or_back_and_leaves_no_copy(string command)
    {
        using var workspace = await RehearsingAsync();
        workspace.WriteMigration("20240301_a", "SELECT pg_sleep(2);");
        using (var started = workspace.Start(null, "migrate", "--yes"))
        {
            await Eventually.IsTrueAsync(() => Task.FromResult(Directory.GetFiles(Place(workspace), ".s.PGSQL.5432", SearchOption.AllDirectories).Length > 0), "a server runs");
            await Command.MustAsync(["kill", "-KILL", started.Id.ToString(CultureInfo.InvariantCulture)]);
            await started.EndAsync();
        }

        (await workspace.RunAsync("status")).Output.ShouldContain("way back  the copy is removed; nothing was changed");

        (await workspace.RunAsync(command)).ShouldEndWith(0);

        await (command == "resume" ? workspace.ShouldBeAtAsync("20240301") : workspace.ShouldBeUnmigratedAsync());
        ShouldHaveLeftNothing(workspace);
    }

    [Fact]
    public async Task A_rehearsal_server_that_dies_is_no_harm_to_the_database()
    {
        using var workspace = await RehearsingAsync();
        workspace.WriteMigration("20240301_a", "SELECT pg_sleep(20);");
        using var started = workspace.Start(null, "migrate", "--yes");
        await Eventually.IsTrueAsync(async () => (await Command.MustAsync(["ps", "-e", "-o", "args="])).Contains("hosting_user " + workspace.Database.Name + " [local] SELECT", StringComparison.Ordinal), "it works on the copy");
        var pid = (await File.ReadAllLinesAsync(Directory.GetFiles(Place(workspace), "postmaster.pid", SearchOption.AllDirectories).ShouldHaveSingleItem(), TestContext.Current.CancellationToken))[0];
        await Command.MustAsync(["kill", "-QUIT", pid]);

        var ended = await started.EndAsync();

        ended.ShouldEndWith(4, "the rehearsal's server was lost: ", "the database itself was not touched");
        await workspace.ShouldBeUnmigratedAsync();
        ShouldHaveLeftNothing(workspace);
    }

    [Fact]
    public async Task Without_room_it_stops_and_says_how_much_is_missing()
    {
        using var workspace = await RehearsingAsync();
        await using var small = await SmallDisk.MountAsync(Place(workspace), 20_000);

        var ended = await workspace.RunAsync("migrate", "--yes");

        ended.ShouldEndWith(4, "there is no room to rehearse in ", " are missing; nothing was changed", "HINT: free some space, set rehearsal.path to a folder with more");
        await workspace.ShouldBeUnmigratedAsync();
    }

    [Fact]
    public async Task An_extension_that_is_missing_here_is_named()
    {
        using var workspace = await RehearsingAsync();
        await workspace.Database.Server.ExecuteAsync(workspace.Database.Name, "CREATE EXTENSION pg_stat_statements");

        var ended = await WithEmptyFolderAsync(workspace, "/usr/share/postgresql/15/extension", "plpgsql*", "migrate", "--yes");

        ended.ShouldEndWith(4, "the rehearsal's server lacks the extension pg_stat_statements: the backup cannot be restored there; nothing was changed");
        await workspace.ShouldBeUnmigratedAsync();
        ShouldHaveLeftNothing(workspace);
    }

    [Theory]
    [InlineData("rehearsal: { path: '/var/tmp' }", 0)]
    [InlineData("rehearsal: { on: throwaway }", 4)]
    public async Task Where_only_the_clients_programs_are_it_depends_on_who_asked(string config, int exitCode)
    {
        using var workspace = await RehearsingAsync();
        workspace.ExtraConfig = config;

        var ended = await WithEmptyFolderAsync(workspace, "/usr/lib/postgresql/15/bin", "pg_*", "migrate", "--yes");

        ended.ShouldEndWith(exitCode, "there is no PostgreSQL 15 server here to rehearse on: only the client's programs are installed");
        await (exitCode == 0 ? workspace.ShouldBeAtAsync("20240215") : workspace.ShouldBeUntouchedAsync());
    }

    [Fact]
    public async Task A_database_with_an_odd_name_and_large_objects_is_rehearsed()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync(), $"it's \"odd\" {Guid.NewGuid():N}"[..30]);
        workspace.ExtraConfig = $"rehearsal: {{ path: '{Place(workspace)}' }}";
        await workspace.Database.ExecuteAsync("SELECT lo_from_bytea(0, decode(repeat('00ff', 5000), 'hex'))");

        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(0);

        (await OfRunAsync(workspace, "record.md")).ShouldContain("1 of 1 rollbacks proven");
        ShouldHaveLeftNothing(workspace);
    }

    [Fact]
    public async Task Left_out_it_is_recorded_as_not_proven()
    {
        using var workspace = await RehearsingAsync();

        (await workspace.RunAsync("migrate", "--yes", "--skip", "rehearsal")).ShouldEndWith(0);

        var record = (await OfRunAsync(workspace, "record.md"));
        record.ShouldContain("| Rehearsed | no |");
        record.ShouldContain("- not rehearsed on a restored copy: not proven");
    }

    private async Task<Workspace> RehearsingAsync(string more = "")
    {
        var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.ExtraConfig = $"rehearsal: {{ path: '{Place(workspace)}'{(more.Length == 0 ? "" : ", " + more)} }}";
        return workspace;
    }

    /// <summary>Runs the program where a folder of this machine has only some of its files.</summary>
    private static async Task<Ended> WithEmptyFolderAsync(Workspace workspace, string folder, string kept, params string[] arguments)
    {
        workspace.WriteConfig();
        const string Script = "set -e; mkdir \"$2\"; cp \"$1\"/$3 \"$2\"; mount --bind \"$2\" \"$1\"; shift 3; exec \"$@\"";
        using var started = Command.Start(["unshare", "--mount", "--propagation", "private", "sh", "-c", Script, "sh", folder, Path.Combine(workspace.Folder, "kept"), kept, Repository.Program, .. arguments, "--config", workspace.Config], workspace.Folder, null);
        return await started.EndAsync();
    }

    private static Task<string> OfRunAsync(Workspace workspace, string file) => File.ReadAllTextAsync(Path.Combine(workspace.Runs()[0], file), TestContext.Current.CancellationToken);

    private static string Place(Workspace workspace) => Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "rehearse-" + Path.GetFileName(Path.GetDirectoryName(workspace.Folder)))).FullName;

    private static void ShouldHaveLeftNothing(Workspace workspace)
    {
        Directory.EnumerateFileSystemEntries(Place(workspace)).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(Path.Combine(workspace.State, "rehearsals")).ShouldBeEmpty();
        Directory.Delete(Place(workspace));
    }
}
