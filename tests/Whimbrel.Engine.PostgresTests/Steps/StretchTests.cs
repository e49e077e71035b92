using System.Globalization;
using System.Text;
using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Steps.Migrate;

namespace Whimbrel.Engine.PostgresTests.Steps;

/// <summary>Behind its first thousand statements, those of a script that only change rows are sent many at a time: nothing else may be seen of it.</summary>
public sealed class StretchTests(Servers servers)
{
    private const int Rows = 3000;

    /// <summary>Of the statements that are sent at once, the first, one in the middle, and the last; and those around the first thousand.</summary>
    [Theory]
    [InlineData(777)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(1511)]
    [InlineData(1512)]
    [InlineData(1777)]
    [InlineData(Rows)]
    public async Task An_error_has_the_line_and_the_column_of_its_own_statement(int line)
    {
        using var workspace = await RowsAsync(n => n == line ? $"INSERT INTO rows VALUES ({n}, 'ä', nope);" : $"INSERT INTO rows VALUES ({n}, 'row {n}', 1);");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        var column = $"INSERT INTO rows VALUES ({line}, 'ä', ".Length + 1;
        failed.Message.ShouldStartWith($"1_a.sql:{line}:{column}: column \"nope\" does not exist (SQLSTATE 42703");
        failed.Message.ShouldContain($"\nINSERT INTO rows VALUES ({line}, 'ä', nope);\n{new string(' ', column - 1)}^\n");
        failed.Message.ShouldEndWith("everything of 1_a.sql was rolled back, its version row too");
        (await CountAsync(workspace)).ShouldBe(0);
        (await workspace.Database.HasTableAsync("schema_migrations")).ShouldBeFalse();
    }

    [Fact]
    public async Task An_error_of_a_row_has_the_line_of_its_own_statement()
    {
        using var workspace = await RowsAsync(n => $"INSERT INTO rows VALUES ({(n == 2345 ? 17 : n)}, 'row {n}', 1);");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        failed.Message.ShouldStartWith("1_a.sql:2345:1: duplicate key value violates unique constraint \"rows_pkey\" (SQLSTATE 23505");
        failed.Message.ShouldContain("INSERT INTO rows VALUES (17, 'row 2345', 1);");
        failed.Message.ShouldContain("DETAIL: Key (id)=(17) already exists.");
    }

    [Fact]
    public async Task All_rows_come_in_their_order_and_are_counted()
    {
        using var workspace = await RowsAsync(n => $"INSERT INTO rows VALUES ({n}, 'it''s; {n}', 1); -- {n}");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        var result = await step.RunAsync();

        var script = result.Facts!.Value.Deserialize(JournalJson.Default.AppliedScript)!;
        script.Rows.ShouldBe(Rows);
        script.Statements[^1].Summary.ShouldStartWith("2,0");
        (await workspace.Database.ScalarAsync<bool>("SELECT bool_and(id = place) FROM (SELECT id, row_number() OVER (ORDER BY ctid) AS place FROM rows) r")).ShouldBeTrue();
        (await workspace.Database.ScalarAsync<string>("SELECT name FROM rows WHERE id = 2999")).ShouldBe("it's; 2999");
    }

    [Fact]
    public async Task What_follows_a_stretch_finds_its_rows_and_what_stores_a_value_stores_it()
    {
        using var workspace = await RowsAsync(
            n => $"INSERT INTO rows VALUES ({n}, 'row {n}', 1);",
            $"SELECT count(*) AS n FROM rows \\gset\nINSERT INTO rows VALUES (-1, :'n', 2);\nCOPY rows FROM stdin;\n-2\tcopied\t:n\n\\.\n".Replace("\t:n", "\t3", StringComparison.Ordinal));
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        await step.RunAsync();

        (await workspace.Database.RowsAsync("SELECT name FROM rows WHERE id < 0 ORDER BY id DESC")).ShouldBe([$"{Rows}", "copied"]);
    }

    [Fact]
    public async Task Each_statement_has_its_own_time_and_its_triggers_speak()
    {
        using var workspace = await RowsAsync(n => $"INSERT INTO rows VALUES ({n}, 'row {n}', 1);");
        await workspace.Database.ExecuteAsync("""
            ALTER TABLE rows ADD COLUMN at timestamptz DEFAULT statement_timestamp();
            CREATE FUNCTION say() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id % 1000 = 0 THEN RAISE NOTICE 'row %', NEW.id; END IF; RETURN NEW; END $$;
            CREATE TRIGGER say BEFORE INSERT ON rows FOR EACH ROW EXECUTE FUNCTION say()
            """);
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        await step.RunAsync();

        step.By.Output.Lines.Where(l => l.StartsWith("NOTICE: row ", StringComparison.Ordinal)).ShouldBe(["NOTICE: row 1000", "NOTICE: row 2000", "NOTICE: row 3000"]);
        (await workspace.Database.ScalarAsync<long>("SELECT count(DISTINCT at) FROM rows")).ShouldBeGreaterThan(Rows / 2);
    }

    [Fact]
    public async Task A_deferred_constraint_speaks_up_at_COMMIT()
    {
        using var workspace = await RowsAsync(n => $"INSERT INTO rows VALUES ({n}, 'row {n}', 1);");
        await workspace.Database.ExecuteAsync("CREATE TABLE kinds (id int PRIMARY KEY); ALTER TABLE rows ADD FOREIGN KEY (kind) REFERENCES kinds DEFERRABLE INITIALLY DEFERRED");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        failed.Message.ShouldContain("violates foreign key constraint \"rows_kind_fkey\" (SQLSTATE 23503");
        failed.Message.ShouldEndWith("at COMMIT; everything of 1_a.sql was rolled back, its version row too");
        (await CountAsync(workspace)).ShouldBe(0);
    }

    [Fact]
    public async Task A_lock_that_is_not_free_ends_the_transaction_which_is_tried_again()
    {
        using var workspace = await RowsAsync(n => $"INSERT INTO rows VALUES ({n}, 'row {n}', 1);");
        await workspace.Database.ExecuteAsync("""
            CREATE TABLE other (id int);
            CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id = 2500 THEN LOCK TABLE other; END IF; RETURN NEW; END $$;
            CREATE TRIGGER touch BEFORE INSERT ON rows FOR EACH ROW EXECUTE FUNCTION touch()
            """);
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);
        await using var blocker = await Blocking.HoldAsync(workspace.Database, "LOCK TABLE other");
        var running = step.RunAsync();
        await Eventually.IsTrueAsync(() => Task.FromResult(step.By.Output.Text.Contains("lock not free within 0.1 s (try 1, ", StringComparison.Ordinal)), "a try has ended");
        await blocker.DisposeAsync();

        var result = await running;

        var script = result.Facts!.Value.Deserialize(JournalJson.Default.AppliedScript)!;
        (script.LockTries.Count, script.Rows).ShouldSatisfyAllConditions(f => f.Count.ShouldBeGreaterThan(0), f => f.Rows.ShouldBe(Rows));
        (await CountAsync(workspace)).ShouldBe(Rows);
    }

    [Fact]
    public async Task An_interruption_ends_what_was_sent_and_takes_everything_back()
    {
        using var workspace = await RowsAsync(n => $"INSERT INTO rows VALUES ({n}, 'row {n}', 1);");
        await workspace.Database.ExecuteAsync("""
            CREATE FUNCTION sleep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id = 2000 THEN PERFORM pg_sleep(60); END IF; RETURN NEW; END $$;
            CREATE TRIGGER sleep BEFORE INSERT ON rows FOR EACH ROW EXECUTE FUNCTION sleep()
            """);
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);
        var running = step.RunAsync();
        await Eventually.IsTrueAsync(() => workspace.Database.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep')"), "the trigger sleeps");

        step.By.Interruption.Request();

        await Should.ThrowAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromSeconds(10)));
        await Eventually.IsTrueAsync(async () => await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM pg_locks WHERE relation = 'rows'::regclass") == 0, "the transaction is gone");
        (await CountAsync(workspace)).ShouldBe(0);
    }

    [Fact]
    public async Task The_scripts_own_timeout_is_that_of_each_statement()
    {
        using var workspace = await RowsAsync(n => $"{(n == 1 ? "-- whimbrel:timeout 1s\n" : "")}INSERT INTO rows VALUES ({n}, 'row {n}', 1);");
        await workspace.Database.ExecuteAsync("""
            CREATE FUNCTION sleep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id BETWEEN 2001 AND 2008 THEN PERFORM pg_sleep(0.3); END IF; RETURN NEW; END $$;
            CREATE TRIGGER sleep BEFORE INSERT ON rows FOR EACH ROW EXECUTE FUNCTION sleep()
            """);
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();
    }

    private static Task<long> CountAsync(Workspace workspace) => workspace.Database.ScalarAsync<long>("SELECT count(*) FROM rows");

    private async Task<Workspace> RowsAsync(Func<int, string> row, string end = "")
    {
        var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        var script = new StringBuilder();
        for (var n = 1; n <= Rows; n++)
        {
            script.Append(CultureInfo.InvariantCulture, $"{row(n)}\n");
        }

        workspace.WriteMigration("1_a", script.Append(end).ToString(), "SELECT 1;");
        await workspace.Database.ExecuteAsync("CREATE TABLE rows (id int PRIMARY KEY, name text, kind int)");
        return workspace;
    }
}
