using Whimbrel.Engine.Steps.MigrateData;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class BatchRunTests(Servers servers)
{
    private const string Data = "20240215_add_user_preferences_data.sql";

    [Theory]
    [InlineData("bigint", "n", "id", "id")]
    [InlineData("uuid", "md5(n::text)::uuid", "id", "id")]
    [InlineData("text", "'k' || n", "id", "id")]
    [InlineData("char(12)", "'k' || n", "id", "id")]
    [InlineData("timestamptz", "'2024-01-01'::timestamptz + n * '1.000001 s'::interval", "id", "id")]
    [InlineData("numeric", "n * 1.10", "ID", "id")]
    [InlineData("text COLLATE \"und-x-icu\"", "chr(96 + n % 26) || n", "id", "id")]
    [InlineData("int", "n / 7", "id,part", "id, part")]
    [InlineData("text", "'Größe ''' || n / 50", "id, part", "id, part")]
    public async Task Each_row_is_done_once_by_any_ordered_key(string type, string key, string said, string columns)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync($"CREATE TABLE walked (id {type} NOT NULL, part int NOT NULL, n int NOT NULL DEFAULT 0, PRIMARY KEY ({columns})); INSERT INTO walked SELECT {key}, n FROM generate_series(1, 5000) n");
        workspace.Write(Data, $"-- whimbrel:batch walked.{said}\nUPDATE walked SET n = n + 1 WHERE part % 2 = 0 OR part > 100;\n");
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace, RunCommand.Migrate, "data.batch_target=1ms");

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>().Summary.ShouldStartWith("4,950 rows");

        (await workspace.Database.RowsAsync("SELECT n, count(*) FROM walked GROUP BY n ORDER BY n")).ShouldBe(["0|50", "1|4950"]);
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM whimbrel.batches")).ShouldBe(0);
        step.By.Output.Lines.ShouldContain(l => l.StartsWith($"{Data}:2: 4,950 rows in ", StringComparison.Ordinal));
        (await step.RunAgainAsync()).Summary.ShouldBe("the data were migrated by this run already");
    }

    [Fact]
    public async Task Rows_of_a_select_and_of_partitions_are_walked_and_an_empty_table_is_no_fault()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("""
            CREATE TABLE events (id bigint, day date, PRIMARY KEY (day, id)) PARTITION BY RANGE (day);
            CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
            CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2024-02-01') TO ('2024-04-01');
            INSERT INTO events SELECT n, '2024-01-01'::date + n % 60 FROM generate_series(1, 6000) n;
            CREATE TABLE copied (id bigint, day date, email text);
            CREATE TABLE nothing (id int PRIMARY KEY);
            """);
        workspace.Write(Data, """
            SET timezone TO 'Asia/Tokyo';
            -- whimbrel:batch e.day,id
            INSERT INTO copied SELECT e.id, e.day, u.email FROM events e LEFT JOIN users u ON u.id = e.id;

            -- whimbrel:batch nothing.id
            DELETE FROM nothing;
            """);
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace, RunCommand.Migrate, "data.batch_target=1ms");

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>().Summary.ShouldStartWith("6,000 rows");

        (await workspace.Database.RowsAsync("SELECT count(*), count(DISTINCT id), count(email) FROM copied")).ShouldBe(["6000|6000|300"]);
    }

    [Fact]
    public async Task A_batch_that_runs_into_statement_timeout_leaves_those_before_it_and_goes_on_where_it_is_longer()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("""
            CREATE TABLE walked (id int PRIMARY KEY, n int NOT NULL DEFAULT 0);
            INSERT INTO walked SELECT n FROM generate_series(1, 5000) n;
            CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id = 4000 AND current_setting('statement_timeout') = '300ms' THEN PERFORM pg_sleep(5); END IF; RETURN NEW; END $$;
            CREATE TRIGGER linger BEFORE UPDATE ON walked FOR EACH ROW EXECUTE FUNCTION linger();
            """);
        workspace.Write(Data, "-- whimbrel:timeout 300ms\n-- whimbrel:batch walked.id\nUPDATE walked SET n = n + 1;\n");
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace, RunCommand.Migrate, "data.batch_target=1ms");

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        failed.ExitCode.ShouldBe(ExitCode.SomethingLeft);
        failed.Message.ShouldContain("canceling statement due to statement timeout (SQLSTATE 57014");
        failed.Hint!.ShouldContain("-- whimbrel:timeout 1h");
        var done = await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM walked WHERE n = 1");
        done.ShouldBeInRange(1, 3999);
        (await workspace.Database.ScalarAsync<long>("SELECT rows FROM whimbrel.batches")).ShouldBe(done);
        await workspace.Database.ExecuteAsync("DROP TRIGGER linger ON walked");
        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();
        (await workspace.Database.RowsAsync("SELECT n, count(*) FROM walked GROUP BY n")).ShouldBe(["1|5000"]);
    }

    [Theory]
    [InlineData("users.theme", "UPDATE users SET language = 'de'", "users may have NULL in theme", "its unique keys without NULL are users.id, users.email")]
    [InlineData("users.nowhere", "UPDATE users SET language = 'de'", "users has no column nowhere", "users.id")]
    [InlineData("log.id", "UPDATE log SET id = 1 WHERE false", "whimbrel:batch: the statement changes id", "stays as it is")]
    [InlineData("log.id", "DELETE FROM log", "log has no unique index on (id)", "no unique key without NULL")]
    [InlineData("nowhere.id", "DELETE FROM nowhere", "there is no table nowhere", "search_path")]
    [InlineData("parent.id", "DELETE FROM parent", "parent has children that inherit from it", "parent.id")]
    public async Task A_key_that_does_not_name_each_row_once_is_refused(string key, string statement, string message, string hint)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE TABLE log (id int NOT NULL); CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child () INHERITS (parent); CREATE UNIQUE INDEX ON log (id) WHERE id > 5");
        workspace.Write(Data, $"-- whimbrel:batch {key}\n{statement};\n");

        var failed = await Should.ThrowAsync<OperatorException>(async () =>
        {
            await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace);
            await step.RunAsync();
        });

        failed.Message.ShouldContain(message);
        $"{failed.Message} {failed.Hint}".ShouldContain(hint);
    }

    [Fact]
    public async Task An_error_in_a_later_batch_keeps_the_earlier_ones_and_a_resume_does_the_rest()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE TABLE walked (id int PRIMARY KEY, d int NOT NULL, n int NOT NULL DEFAULT 0); INSERT INTO walked SELECT n, n FROM generate_series(1, 5000) n; UPDATE walked SET d = 0 WHERE id = 4000");
        workspace.Write(Data, "-- whimbrel:batch walked.id\nUPDATE walked\n   SET n = n + 1\n WHERE 5 / d >= 0;\n");
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace, RunCommand.Migrate, "data.batch_target=1ms");

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        failed.ExitCode.ShouldBe(ExitCode.SomethingLeft);
        failed.Message.ShouldContain($"{Data}:2:1: division by zero");
        failed.Message.ShouldContain($"batches of {Data}:2 (");
        var done = await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM walked WHERE n = 1");
        done.ShouldBeInRange(1000, 3999);
        (await workspace.Database.ScalarAsync<long>("SELECT rows FROM whimbrel.batches")).ShouldBe(done);

        await workspace.Database.ExecuteAsync("UPDATE walked SET d = 1 WHERE id = 4000");
        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>().Summary.ShouldStartWith("5,000 rows");
        (await workspace.Database.RowsAsync("SELECT n, count(*) FROM walked GROUP BY n")).ShouldBe(["1|5000"]);
    }

    [Fact]
    public async Task What_the_server_still_does_for_a_process_that_was_killed_is_not_done_again()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE TABLE walked (id int PRIMARY KEY, d int NOT NULL DEFAULT 1, n int NOT NULL DEFAULT 0); INSERT INTO walked SELECT n FROM generate_series(1, 5000) n; UPDATE walked SET d = 0 WHERE id = 1500");
        workspace.Write(Data, "-- whimbrel:batch walked.id\nUPDATE walked SET n = n + d / d;\n");
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace, RunCommand.Migrate, "data.batch_target=1ms");
        await Should.ThrowAsync<OperatorException>(() => step.RunAsync());
        await workspace.Database.ExecuteAsync("UPDATE walked SET d = 1");
        var reached = await workspace.Database.ScalarAsync<int>("SELECT reached[1]::int FROM whimbrel.batches");

        // Its next batch is claimed and done, but not yet committed.
        await using var orphan = await workspace.Database.OpenAsync();
        await using var batch = new Npgsql.NpgsqlCommand($"BEGIN; UPDATE whimbrel.batches SET reached = ARRAY['3000'], batches = batches + 1; UPDATE walked SET n = n + 1 WHERE id > {reached} AND id <= 3000", orphan);
        await batch.ExecuteNonQueryAsync();
        var running = step.RunAsync();
        await Task.Delay(500);
        await using var commit = new Npgsql.NpgsqlCommand("COMMIT", orphan);
        await commit.ExecuteNonQueryAsync();

        (await running).ShouldBeOfType<StepResult.Done>();
        (await workspace.Database.RowsAsync("SELECT n, count(*) FROM walked GROUP BY n")).ShouldBe(["1|5000"]);
    }

    [Fact]
    public async Task A_batch_is_taken_back_when_the_application_waits_for_its_rows()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE TABLE walked (id int PRIMARY KEY, n int NOT NULL DEFAULT 0, seen int NOT NULL DEFAULT 0) WITH (fillfactor = 50); INSERT INTO walked SELECT n FROM generate_series(1, 3000) n");

        // A batch of the first thousand rows takes a second.
        workspace.Write(Data, "-- whimbrel:batch walked.id\nUPDATE walked SET n = n + 1 WHERE pg_sleep(0.001) IS NOT NULL;\n");
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace);
        var running = step.RunAsync();
        var slowest = TimeSpan.Zero;
        var application = await workspace.Database.OpenAsync();
        while (!running.IsCompleted)
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            await using var command = new Npgsql.NpgsqlCommand("UPDATE walked SET seen = seen + 1 WHERE id = 1 + (extract(epoch FROM clock_timestamp()) * 1000)::bigint % 1000", application);
            await command.ExecuteNonQueryAsync();
            slowest = slowest > clock.Elapsed ? slowest : clock.Elapsed;
            await Task.Delay(5);
        }

        await application.DisposeAsync();
        (await running).ShouldBeOfType<StepResult.Done>();
        (await workspace.Database.RowsAsync("SELECT n, count(*) FROM walked GROUP BY n")).ShouldBe(["1|3000"]);
        slowest.ShouldBeLessThan(TimeSpan.FromMilliseconds(500));
        step.By.Output.Text.ShouldContain("tries taken back for others");
    }

    [Fact]
    public async Task A_row_that_somebody_holds_is_waited_for_and_a_deadlock_is_tried_again()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE TABLE walked (id int PRIMARY KEY, n int NOT NULL DEFAULT 0); INSERT INTO walked SELECT n FROM generate_series(1, 3000) n");
        workspace.Write(Data, "-- whimbrel:batch walked.id\nUPDATE walked SET n = n + 1;\n");
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace, RunCommand.Migrate, "data.row_wait=300ms");
        var blocker = await Blocking.HoldAsync(workspace.Database, "SELECT * FROM walked WHERE id = 1500 FOR UPDATE");

        var running = step.RunAsync();
        await blocker.LetGoAfterAsync(TimeSpan.FromSeconds(1));

        (await running).ShouldBeOfType<StepResult.Done>();
        (await workspace.Database.RowsAsync("SELECT n, count(*) FROM walked GROUP BY n")).ShouldBe(["1|3000"]);
    }

    [Fact]
    public async Task A_row_that_is_held_for_ever_ends_the_step_with_what_is_done()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE TABLE walked (id int PRIMARY KEY, n int NOT NULL DEFAULT 0); INSERT INTO walked SELECT n FROM generate_series(1, 3000) n");
        workspace.Write(Data, "-- whimbrel:batch walked.id\nUPDATE walked SET n = n + 1;\n");
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace, RunCommand.Migrate, "data.row_wait=50ms", "locks.deadline=1s");
        await using var blocker = await Blocking.HoldAsync(workspace.Database, "SELECT * FROM walked WHERE id = 2500 FOR UPDATE");

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        failed.ExitCode.ShouldBe(ExitCode.SomethingLeft);
        failed.Message.ShouldContain("no batch went through within 1.0 s: canceling statement due to lock timeout");
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM walked WHERE n = 1")).ShouldBe(await workspace.Database.ScalarAsync<long>("SELECT rows FROM whimbrel.batches"));
    }

    [Fact]
    public async Task It_ends_although_new_rows_keep_arriving()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE TABLE walked (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n int NOT NULL DEFAULT 0); INSERT INTO walked (n) SELECT 0 FROM generate_series(1, 5000) n");
        workspace.Write(Data, "-- whimbrel:batch walked.id\nUPDATE walked SET n = n + 1;\n");
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace, RunCommand.Migrate, "data.batch_target=1ms");

        var running = step.RunAsync();
        while (!running.IsCompleted)
        {
            await workspace.Database.ExecuteAsync("INSERT INTO walked (n) SELECT 0 FROM generate_series(1, 2000) n");
        }

        (await running).ShouldBeOfType<StepResult.Done>();
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM walked WHERE id <= 5000 AND n = 1")).ShouldBe(5000);
    }

    [Fact]
    public async Task Settings_of_the_session_are_there_again_when_it_goes_on()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE TABLE walked (id int PRIMARY KEY, d int NOT NULL, s text); INSERT INTO walked SELECT n, n - 1999 FROM generate_series(1, 3000) n");
        workspace.Write(Data, "SET application.word = 'yes';\n-- whimbrel:batch walked.id\nUPDATE walked SET s = current_setting('application.word') || (5 / d);\n");
        await using var step = await StepUnderTest.ReachAsync<MigrateData>(workspace, RunCommand.Migrate, "data.batch_target=1ms");
        await Should.ThrowAsync<OperatorException>(() => step.RunAsync());
        await workspace.Database.ExecuteAsync("UPDATE walked SET d = 1 WHERE d = 0");

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM walked WHERE s LIKE 'yes%'")).ShouldBe(3000);
    }
}
