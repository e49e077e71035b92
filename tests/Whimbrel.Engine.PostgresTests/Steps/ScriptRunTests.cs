using System.Diagnostics;
using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Steps.Migrate;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class ScriptRunTests(Servers servers)
{
    [Theory]
    [InlineData("")]
    [InlineData("SET lock_timeout = 0;\n")]
    [InlineData("SELECT set_config('lock_timeout', '0', false);\n")]
    public async Task Tries_again_and_again_for_a_lock_that_nobody_could_foresee_each_time_within_the_stall_budget(string before)
    {
        using var workspace = await UsersAsync($"{before}DO $$ BEGIN EXECUTE 'ALTER TABLE ' || (SELECT 'users') || ' ADD COLUMN x int'; END $$;");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);
        await using var blocker = await Blocking.HoldAsync(workspace.Database, "LOCK TABLE users");
        var pid = blocker.Pid;
        var clock = Stopwatch.StartNew();
        var release = blocker.LetGoAfterAsync(TimeSpan.FromSeconds(1));

        var result = await step.RunAsync();

        await release;
        clock.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(6));
        var tries = result.Facts!.Value.Deserialize(JournalJson.Default.AppliedScript)!.LockTries;
        tries.Count.ShouldBeGreaterThan(2);
        tries[0].Blockers.ShouldContain(b => b.Pid == pid);
        step.By.Output.Text.ShouldContain("lock not free within 0.1 s (try 1, ");
        step.By.Output.Text.ShouldContain($"pid {pid} (hosting_user, test, idle in transaction, ");
        (await ColumnsAsync(workspace)).ShouldContain(c => c == "x");
    }

    [Theory]
    [InlineData("SET lock_timeout = 0;\nALTER TABLE users ADD COLUMN x int;")]
    [InlineData("DO $$ BEGIN PERFORM set_config('lock_timeout', '0', false); LOCK TABLE users; END $$;\nALTER TABLE users ADD COLUMN x int;")]
    public async Task Gives_up_at_the_deadline_names_the_blocker_and_leaves_nothing(string script)
    {
        using var workspace = await UsersAsync(script);
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace, RunCommand.Migrate, "locks.deadline=700ms");
        await using var blocker = await Blocking.HoldAsync(workspace.Database, "LOCK TABLE users");
        var clock = Stopwatch.StartNew();

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync().WaitAsync(TimeSpan.FromSeconds(8)));

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(4));
        failed.ExitCode.ShouldBe(ExitCode.BudgetNotMet);
        failed.Message.ShouldStartWith("1_a.sql: the lock was not free");
        failed.Message.ShouldContain($"blocked by pid {blocker.Pid} ");
        await blocker.DisposeAsync();
        (await ColumnsAsync(workspace)).ShouldBe(["id", "email"]);
    }

    [Fact]
    public async Task Drops_an_index_that_an_earlier_build_left_INVALID_and_builds_it_anew()
    {
        using var workspace = await UsersAsync("CREATE UNIQUE INDEX CONCURRENTLY users_email ON users (email);");
        await workspace.Database.ExecuteAsync("INSERT INTO users VALUES (1, 'a'), (2, 'a')");
        await Should.ThrowAsync<Npgsql.PostgresException>(() => workspace.Database.ExecuteAsync("CREATE UNIQUE INDEX CONCURRENTLY users_email ON users (email)"));
        await workspace.Database.ExecuteAsync("DELETE FROM users WHERE id = 2");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        (await IndexesAsync(workspace)).ShouldBe(["users_email|True"]);
        step.By.Output.Text.ShouldContain("the index public.users_email is INVALID");
    }

    [Fact]
    public async Task Leaves_no_INVALID_index_when_a_build_fails()
    {
        using var workspace = await UsersAsync("CREATE UNIQUE INDEX CONCURRENTLY users_email ON users (email);");
        await workspace.Database.ExecuteAsync("INSERT INTO users VALUES (1, 'a'), (2, 'a')");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        failed.Message.ShouldContain("1_a.sql:1:1: could not create unique index \"users_email\" (SQLSTATE 23505, statement 1 of 1)");
        (await IndexesAsync(workspace)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Builds_the_index_when_its_backend_was_killed_in_the_middle_and_the_step_is_run_again()
    {
        using var workspace = await UsersAsync("CREATE INDEX CONCURRENTLY users_email ON users (email);");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);
        await KillBuildAsync(workspace, step);

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        (await IndexesAsync(workspace)).ShouldBe(["users_email|True"]);
        (await workspace.Database.RowsAsync("SELECT version FROM schema_migrations")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Leaves_no_INVALID_index_when_its_backend_was_killed_in_the_middle_and_the_run_goes_back()
    {
        using var workspace = await UsersAsync("CREATE INDEX CONCURRENTLY users_email ON users (email);");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);
        await KillBuildAsync(workspace, step);

        await step.UndoAsync();

        (await IndexesAsync(workspace)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Gives_up_a_build_at_the_deadline_and_names_who_is_waited_for()
    {
        using var workspace = await UsersAsync("CREATE INDEX CONCURRENTLY users_email ON users (email);");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace, RunCommand.Migrate, "locks.deadline=500ms");
        await using var blocker = await Blocking.HoldAsync(workspace.Database, "LOCK TABLE users IN ROW EXCLUSIVE MODE");

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync().WaitAsync(TimeSpan.FromSeconds(15)));

        failed.ExitCode.ShouldBe(ExitCode.BudgetNotMet);
        failed.Message.ShouldContain($"blocked by pid {blocker.Pid} ");
    }

    [Theory]
    [InlineData("CREATE INDEX CONCURRENTLY ON users (email);")]
    [InlineData("CREATE INDEX CONCURRENTLY IF NOT EXISTS users_email_idx ON users (email);")]
    [InlineData("REINDEX INDEX CONCURRENTLY users_old;")]
    [InlineData("REINDEX TABLE CONCURRENTLY users;")]
    public async Task Whatever_the_name_an_unfinished_build_leaves_nothing(string statement)
    {
        using var workspace = await UsersAsync(statement);
        await workspace.Database.ExecuteAsync("CREATE INDEX users_old ON users (lower(email))");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);
        await KillBuildAsync(workspace, step);

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        (await IndexesAsync(workspace)).ShouldBe(statement.StartsWith("CREATE", StringComparison.Ordinal) ? ["users_email_idx|True", "users_old|True"] : ["users_old|True"]);
    }

    [Fact]
    public async Task A_finished_build_that_nobody_recorded_is_not_done_twice()
    {
        using var workspace = await UsersAsync("CREATE INDEX CONCURRENTLY ON users (email);");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);
        await KillBuildAsync(workspace, step);
        await workspace.Database.ExecuteAsync("DROP INDEX users_email_idx");
        await workspace.Database.ExecuteAsync("CREATE INDEX ON users (email)");

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        (await IndexesAsync(workspace)).ShouldBe(["users_email_idx|True"]);
    }

    [Fact]
    public async Task A_build_of_the_same_index_by_somebody_else_is_waited_for()
    {
        using var workspace = await UsersAsync("CREATE INDEX CONCURRENTLY IF NOT EXISTS users_email ON users (email);");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);
        await using var blocker = await Blocking.HoldAsync(workspace.Database, "LOCK TABLE users IN ROW EXCLUSIVE MODE");
        var other = workspace.Database.ExecuteAsync("CREATE INDEX CONCURRENTLY users_email ON users (email)");
        await Eventually.IsTrueAsync(async () => await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM pg_stat_progress_create_index WHERE index_relid = to_regclass('users_email')") > 0, "the other builds");

        var running = step.RunAsync();
        await Eventually.IsTrueAsync(() => Task.FromResult(step.By.Output.Text.Contains("builds public.users_email already; waiting for it", StringComparison.Ordinal)), "it waits");
        await blocker.DisposeAsync();

        await other;
        (await running).ShouldBeOfType<StepResult.Done>();
        (await IndexesAsync(workspace)).ShouldBe(["users_email|True"]);
    }

    [Fact]
    public async Task A_statement_alone_that_locks_the_application_out_is_cancelled()
    {
        using var workspace = await UsersAsync("-- whimbrel:downtime zero \"it is small\"\nVACUUM FULL users;");
        await workspace.Database.ExecuteAsync("INSERT INTO users SELECT n, repeat(n::text, 200) FROM generate_series(1, 300000) n");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);
        var running = step.RunAsync();
        var slowest = TimeSpan.Zero;
        while (!running.IsCompleted)
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            await workspace.Database.ExecuteAsync("SELECT FROM users LIMIT 1");
            slowest = slowest > clock.Elapsed ? slowest : clock.Elapsed;
        }

        var failed = await Should.ThrowAsync<OperatorException>(() => running);
        failed.ExitCode.ShouldBe(ExitCode.BudgetNotMet);
        failed.Message.ShouldContain("of the application's sessions waited for it, the longest ");
        slowest.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Who_stands_in_the_way_of_a_build_is_ended_where_the_operator_allows_it()
    {
        using var workspace = await UsersAsync("CREATE INDEX CONCURRENTLY users_email ON users (email);");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace, RunCommand.Migrate, "locks.blockers=terminate", "locks.blockers_after=200ms");
        await using var blocker = await Blocking.HoldAsync(workspace.Database, "LOCK TABLE users IN ROW EXCLUSIVE MODE");

        (await step.RunAsync().WaitAsync(TimeSpan.FromSeconds(15))).ShouldBeOfType<StepResult.Done>();

        step.By.Output.Text.ShouldContain($"ended pid {blocker.Pid} ");
        step.Run.Journal.Entries.ShouldContain(e => e.Text.StartsWith($"ended pid {blocker.Pid} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Goes_on_at_the_part_that_failed_and_says_what_is_committed()
    {
        using var workspace = await UsersAsync("BEGIN;\nCREATE TABLE a (id int);\nCOMMIT;\nBEGIN;\nINSERT INTO a SELECT 1 / id FROM users;\nCOMMIT;");
        await workspace.Database.ExecuteAsync("INSERT INTO users VALUES (0, 'a')");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());
            failed.Message.ShouldContain("1_a.sql:5:1: division by zero (SQLSTATE 22012, statement 5 of 6)");
            failed.Message.ShouldEndWith("1 of 2 parts of 1_a.sql are committed, the failed one was rolled back, no version row was written");
        }

        (await workspace.Database.HasTableAsync("schema_migrations")).ShouldBeFalse();
        await workspace.Database.ExecuteAsync("UPDATE users SET id = 1");
        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        (await workspace.Database.ScalarAsync<int>("SELECT id FROM a")).ShouldBe(1);
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM whimbrel.progress")).ShouldBe(0);
    }

    [Theory]
    [InlineData("SET ROLE {0};\nCREATE TABLE a (id int);")]
    [InlineData("SET LOCAL ROLE {0};\nCREATE TABLE a (id int);")]
    [InlineData("SET ROLE {0};\nCREATE TABLE a (id int);\nCREATE INDEX CONCURRENTLY i ON a (id);\nVACUUM a;")]
    public async Task Records_the_version_with_its_own_rights_whatever_role_the_script_takes_on(string script)
    {
        var server = await servers.MainAsync();
        var role = $"shop_{Guid.NewGuid():N}"[..16];
        using var workspace = await UsersAsync(string.Format(script, role));
        await server.ExecuteAsync(workspace.Database.Name, $"CREATE ROLE {role}; GRANT {role} TO {PostgresServer.Role}; GRANT CREATE ON SCHEMA public TO {role}");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        await step.RunAsync();

        (await workspace.Database.RowsAsync("SELECT tablename::text, tableowner::text FROM pg_tables WHERE tablename IN ('a', 'schema_migrations') ORDER BY 1"))
            .ShouldBe([$"a|{role}", $"schema_migrations|{PostgresServer.Role}"]);
    }

    [Theory]
    [InlineData("SET search_path = shop;\nCREATE TABLE a (id int);")]
    [InlineData("SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE shop.a (id int);")]
    [InlineData("SET search_path = shop;\nCREATE TABLE a (id int);\nCREATE INDEX CONCURRENTLY i ON a (id);")]
    public async Task Records_the_version_in_the_operators_table_whatever_search_path_the_script_sets(string script)
    {
        using var workspace = await UsersAsync(script);
        await workspace.Database.ExecuteAsync("CREATE SCHEMA shop; CREATE TABLE public.schema_migrations (version text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        await step.RunAsync();

        (await workspace.Database.RowsAsync("SELECT version FROM public.schema_migrations")).ShouldBe(["1"]);
        (await workspace.Database.HasTableAsync("shop.a")).ShouldBeTrue();
        (await workspace.Database.HasTableAsync("shop.schema_migrations")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("INSERT INTO child VALUES (1);", "everything of 1_a.sql was rolled back, its version row too")]
    [InlineData("BEGIN;\nCREATE TABLE other (id int);\nCOMMIT;\nBEGIN;\nINSERT INTO child VALUES (1);\nCOMMIT;", "1 of 2 parts of 1_a.sql are committed, the failed one was rolled back, no version row was written")]
    public async Task Tells_of_a_deferred_constraint_that_speaks_up_at_COMMIT(string script, string left)
    {
        using var workspace = await UsersAsync(script);
        await workspace.Database.ExecuteAsync("CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (id int REFERENCES parent DEFERRABLE INITIALLY DEFERRED)");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        failed.Message.ShouldContain("insert or update on table \"child\" violates foreign key constraint \"child_id_fkey\" (SQLSTATE 23503");
        failed.Message.ShouldEndWith("at COMMIT; " + left);
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM child")).ShouldBe(0);
        (await workspace.Database.HasTableAsync("schema_migrations")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("SELECT 1;\nSELECT nope;", "1_a.sql:2:8: column \"nope\" does not exist (SQLSTATE 42703, statement 2 of 2)\nSELECT nope;\n       ^\n")]
    [InlineData("-- é😀\r\nSELECT 'äöü😀',\r\n  '😀', nope;\r\n", "1_a.sql:3:9: column \"nope\" does not exist (SQLSTATE 42703, statement 1 of 1)\n  '😀', nope;\n       ^\n")]
    [InlineData("\uFEFFSELECT nope;", "1_a.sql:1:8: column \"nope\" does not exist (SQLSTATE 42703, statement 1 of 1)\nSELECT nope;\n       ^\n")]
    [InlineData("SELECT 1;\r\n\r\nSELECT nope;\r\n", "1_a.sql:3:8: column \"nope\" does not exist (SQLSTATE 42703, statement 2 of 2)\nSELECT nope;\n       ^\n")]
    [InlineData("DO $$\nBEGIN\n  PERFORM 1 / 0;\nEND $$;", "1_a.sql:1:1: division by zero (SQLSTATE 22012, statement 1 of 1)\nDO $$\n^\nCONTEXT: SQL statement \"SELECT 1 / 0\"\n")]
    public async Task Shows_where_the_server_found_an_error(string script, string shown)
    {
        using var workspace = await UsersAsync(script);
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        failed.Message.ShouldStartWith(shown);
        failed.Message.ShouldEndWith("everything of 1_a.sql was rolled back, its version row too");
        failed.ExitCode.ShouldBe(ExitCode.WentBack);
    }

    [Fact]
    public async Task Ends_a_statement_at_the_scripts_own_timeout()
    {
        using var workspace = await UsersAsync("-- whimbrel:timeout 200ms\nSELECT pg_sleep(30);");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        failed.Message.ShouldContain("canceling statement due to statement timeout (SQLSTATE 57014");
        failed.Hint!.ShouldContain("-- whimbrel:timeout");
    }

    [Fact]
    public async Task Passes_the_servers_notices_on_and_sends_each_statement_as_it_is_written()
    {
        using var workspace = await UsersAsync("DO $$ BEGIN RAISE NOTICE 'half; way: @x :y $1'; END $$;\nINSERT INTO users VALUES (1, 'a;b @c :d $1 ?');\nCREATE FUNCTION f() RETURNS int LANGUAGE sql AS $f$ SELECT 1; SELECT 2; $f$");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        await step.RunAsync();

        step.By.Output.Lines.ShouldContain(l => l == "NOTICE: half; way: @x :y $1");
        (await workspace.Database.RowsAsync("SELECT email, f() FROM users")).ShouldBe(["a;b @c :d $1 ?|2"]);
    }

    private async Task<Workspace> UsersAsync(string script)
    {
        var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        workspace.WriteMigration("1_a", script, "SELECT 1;");
        await workspace.Database.ExecuteAsync("CREATE TABLE users (id int, email text)");
        return workspace;
    }

    /// <summary>Lets the build wait for an old transaction, and ends its backend there.</summary>
    private static async Task KillBuildAsync(Workspace workspace, StepUnderTest step)
    {
        await using var blocker = await Blocking.HoldAsync(workspace.Database, "INSERT INTO users VALUES (1, 'a')");
        var running = step.RunAsync();
        await Eventually.IsTrueAsync(() => workspace.Database.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM pg_index WHERE NOT indisvalid)"), "the build has begun");
        await workspace.Database.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query ~ '^(CREATE INDEX|REINDEX)' AND state = 'active'");
        await Should.ThrowAsync<OperatorException>(() => running);
        (await IndexesAsync(workspace)).ShouldContain(i => i.EndsWith("|False", StringComparison.Ordinal));
    }

    private static Task<IReadOnlyList<string>> ColumnsAsync(Workspace workspace) =>
        workspace.Database.RowsAsync("SELECT attname::text FROM pg_attribute WHERE attrelid = 'users'::regclass AND attnum > 0 ORDER BY attnum");

    private static Task<IReadOnlyList<string>> IndexesAsync(Workspace workspace) =>
        workspace.Database.RowsAsync("SELECT indexrelid::regclass::text, indisvalid FROM pg_index WHERE indrelid = 'users'::regclass ORDER BY 1");
}
