using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Steps.Migrate;

namespace Whimbrel.Engine.PostgresTests.Locks;

/// <summary>Others never wait for a migration that waits itself, and not for long for one that works.</summary>
public sealed class LockStewardTests(Servers servers)
{
    private const string AddColumn = "ALTER TABLE users ADD COLUMN x int;";

    [Theory]
    [InlineData("SELECT count(*) FROM users")]
    [InlineData("SELECT count(*) FROM users; SELECT pg_sleep(1)")]
    [InlineData("LOCK TABLE users IN ROW EXCLUSIVE MODE")]
    public async Task Does_not_stand_in_the_queue_behind_a_long_transaction(string report)
    {
        using var workspace = await UsersAsync(AddColumn);
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);
        var reporting = HoldAsync(workspace.Database, report, TimeSpan.FromSeconds(1));
        await Eventually.IsTrueAsync(async () => await CountAsync(workspace.Database, "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE relation = 'users'::regclass AND xact_start < clock_timestamp() - interval '50 ms'") > 0, "the report has read users, and is not young any more");
        using var stop = new CancellationTokenSource();
        var queued = CountQueuedAsync(workspace.Database, stop.Token);

        var result = await step.RunAsync();

        await stop.CancelAsync();
        (await queued).ShouldBe(0, "somebody stood in the queue for users");
        await reporting;
        var waited = result.Facts!.Value.Deserialize(JournalJson.Default.AppliedScript)!.LockTries.ShouldHaveSingleItem();
        (waited.Number, waited.Blockers.ShouldHaveSingleItem().Application).ShouldBe((0, "test"));
        step.By.Output.Text.ShouldContain("waiting outside the lock queue, so that nobody waits behind us, for pid ");
        (await CountAsync(workspace.Database, "SELECT count(x) + 1 FROM users")).ShouldBe(1);
    }

    [Theory]
    [InlineData("cancel", "SELECT count(*) FROM users; SELECT pg_sleep(30)", "cancelled pid ", PostgresErrorCodes.QueryCanceled)]
    [InlineData("terminate", "SELECT count(*) FROM users; SELECT pg_sleep(30)", "ended pid ", PostgresErrorCodes.AdminShutdown)]
    public async Task Ends_who_stands_in_the_way_where_the_operator_says_so(string policy, string report, string said, string state)
    {
        using var workspace = await UsersAsync(AddColumn);
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace, RunCommand.Migrate, $"locks.blockers={policy}", "locks.blockers_after=300ms");
        var reporting = HoldAsync(workspace.Database, report, TimeSpan.Zero);
        await Eventually.IsTrueAsync(async () => await CountAsync(workspace.Database, "SELECT count(*) FROM pg_locks WHERE relation = 'users'::regclass") > 0, "the report has read users");

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        (await Should.ThrowAsync<PostgresException>(() => reporting)).SqlState.ShouldBe(state);
        step.By.Output.Text.ShouldContain(said);
        step.Run.Journal.Entries.ShouldContain(e => e.Text.StartsWith(said, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cancel", "hosting", "SELECT count(*) FROM users", "locks.blockers_users=[hosting*]")]
    [InlineData("terminate", "pg_dump", "SELECT count(*) FROM users; SELECT pg_sleep(1)", "locks.blockers_consent=[replication]")]
    [InlineData("terminate", "hosting", "SELECT count(*) FROM users; SELECT pg_sleep(1)", "locks.blockers_applications=[metabase*]")]
    [InlineData("terminate", "hosting", "SELECT count(*) FROM users; SELECT pg_sleep(1)", "locks.blockers_users=[bi_?]")]
    public async Task Leaves_alone_whom_a_cancel_does_not_reach_backups_and_who_is_not_chosen(string policy, string application, string report, string choice)
    {
        using var workspace = await UsersAsync(AddColumn);
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace, RunCommand.Migrate, $"locks.blockers={policy}", "locks.blockers_after=100ms", choice);
        var reporting = HoldAsync(workspace.Database, $"SET application_name = '{application}'; {report}", TimeSpan.FromSeconds(1));
        await Eventually.IsTrueAsync(async () => await CountAsync(workspace.Database, "SELECT count(*) FROM pg_locks WHERE relation = 'users'::regclass") > 0, "the report has read users");

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        await reporting;
    }

    [Fact]
    public async Task Ends_a_backup_where_the_operator_has_named_it()
    {
        using var workspace = await UsersAsync(AddColumn);
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace, RunCommand.Migrate, "locks.blockers=terminate", "locks.blockers_after=100ms", "locks.blockers_consent=[backup]");
        var reporting = HoldAsync(workspace.Database, "SET application_name = 'pg_dump'; SELECT count(*) FROM users; SELECT pg_sleep(30)", TimeSpan.Zero);
        await Eventually.IsTrueAsync(async () => await CountAsync(workspace.Database, "SELECT count(*) FROM pg_locks WHERE relation = 'users'::regclass") > 0, "the backup has read users");

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        (await Should.ThrowAsync<PostgresException>(() => reporting)).SqlState.ShouldBe(PostgresErrorCodes.AdminShutdown);
    }

    [Fact]
    public async Task Waits_for_whom_the_server_does_not_let_it_end()
    {
        using var workspace = await UsersAsync(AddColumn);
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace, RunCommand.Migrate, "locks.blockers=terminate", "locks.blockers_after=100ms");
        var reporting = workspace.Database.Server.ExecuteAsync(workspace.Database.Name, "SELECT count(*) FROM users; SELECT pg_sleep(2)");
        await Eventually.IsTrueAsync(async () => await CountAsync(workspace.Database, "SELECT count(*) FROM pg_locks WHERE relation = 'users'::regclass") > 0, "the superuser has read users");

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        await reporting;
        step.By.Output.Text.ShouldContain(" cannot be ended: ");
        step.By.Output.Text.ShouldContain("; it is waited for");
    }

    /// <summary>As an application does that asks, thinks and commits: each of its transactions is young, and idle most of the time.</summary>
    [Fact]
    public async Task Takes_its_turn_where_somebody_is_always_idle_in_a_young_transaction()
    {
        using var workspace = await UsersAsync(AddColumn);
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace, RunCommand.Migrate, "locks.deadline=20s");
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 6).Select(_ => ThinkAsync(workspace.Database, stop.Token)).ToList();

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        await stop.CancelAsync();
        await Task.WhenAll(clients);
    }

    [Fact]
    public async Task Takes_its_turn_where_short_transactions_never_leave_the_table_alone()
    {
        using var workspace = await UsersAsync(AddColumn);
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace, RunCommand.Migrate, "locks.deadline=20s");
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 6).Select(_ => AskAsync(workspace.Database, "BEGIN; SELECT count(*) FROM users; SELECT pg_sleep(0.004); COMMIT", stop.Token)).ToList();

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        await stop.CancelAsync();
        await Task.WhenAll(clients);
    }

    [Fact]
    public async Task Goes_back_when_others_wait_for_what_it_does_for_longer_than_the_budget()
    {
        using var workspace = await UsersAsync($"{AddColumn}\nSELECT pg_sleep(20);");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);
        using var stop = new CancellationTokenSource();
        var client = AskAsync(workspace.Database, "SELECT count(*) FROM users", stop.Token);

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        await stop.CancelAsync();
        failed.ExitCode.ShouldBe(ExitCode.BudgetNotMet);
        failed.Message.ShouldContain("under AccessExclusiveLock on public.users, and 1 session waited for it");
        failed.Hint!.ShouldContain("--downtime minimal");
        (await client).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await CountAsync(workspace.Database, "SELECT count(*) FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'x'")).ShouldBe(0);
    }

    [Fact]
    public async Task Takes_its_time_where_nobody_waits()
    {
        using var workspace = await UsersAsync($"{AddColumn}\nSELECT pg_sleep(0.5);");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();
    }

    [Fact]
    public async Task Tells_what_dynamic_SQL_locked_and_bounds_it_all_the_same()
    {
        using var workspace = await UsersAsync("DO $$ BEGIN EXECUTE format('ALTER TABLE %I ADD COLUMN x int', (SELECT relname FROM pg_class WHERE relname = 'users')); END $$;");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        step.Run.Journal.Entries.ShouldContain(e => e.Text == "1_a.sql locked what was not foreseen: AccessExclusiveLock on public.users; nobody waited for it beyond the stall budget");
    }

    [Theory]
    [InlineData("DO $$ BEGIN EXECUTE format('ALTER TABLE %I ADD COLUMN x int', (SELECT relname FROM pg_class WHERE relname = 'users')); PERFORM pg_sleep(20); END $$;", "SELECT count(*) FROM users")]
    [InlineData("UPDATE users SET email = 'x'; SELECT pg_sleep(20);", "UPDATE users SET email = 'y' WHERE id = 1")]
    [InlineData("CREATE TABLE other (); ALTER TABLE big ADD COLUMN y int; UPDATE users SET email = 'x'; SELECT pg_sleep(20);", "UPDATE users SET email = 'y' WHERE id = 1")]
    public async Task Nobody_waits_beyond_the_budget_for_what_was_not_foreseen(string script, string query)
    {
        using var workspace = await UsersAsync(script);
        await workspace.Database.ExecuteAsync("INSERT INTO users VALUES (1, 'a'); CREATE TABLE big (id int)");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);
        using var stop = new CancellationTokenSource();
        var client = AskAsync(workspace.Database, query, stop.Token);

        var failed = await Should.ThrowAsync<OperatorException>(() => step.RunAsync());

        await stop.CancelAsync();
        failed.ExitCode.ShouldBe(ExitCode.BudgetNotMet);
        failed.Message.ShouldContain("1 session waited for it, the longest ");
        (await client).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await CountAsync(workspace.Database, "SELECT count(*) FROM users WHERE email = 'x'")).ShouldBe(0);
    }

    private static async Task HoldAsync(TestDatabase database, string sql, TimeSpan time)
    {
        await using var connection = await database.OpenAsync();
        await using var command = new NpgsqlCommand($"BEGIN; {sql}", connection);
        await command.ExecuteNonQueryAsync();
        await Task.Delay(time);
        command.CommandText = "COMMIT";
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>How often somebody was seen to wait for the table.</summary>
    private static async Task<int> CountQueuedAsync(TestDatabase database, CancellationToken stop)
    {
        await using var connection = await database.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'users'::regclass", connection);
        var seen = 0;
        while (!stop.IsCancellationRequested)
        {
            seen += (long)(await command.ExecuteScalarAsync(CancellationToken.None))! > 0 ? 1 : 0;
            await Task.Delay(3, CancellationToken.None);
        }

        return seen;
    }

    /// <summary>Asks again and again, as an application does.</summary>
    /// <returns>How long the slowest took.</returns>
    private static async Task<TimeSpan> AskAsync(TestDatabase database, string sql, CancellationToken stop)
    {
        await using var connection = await database.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        var slowest = TimeSpan.Zero;
        while (!stop.IsCancellationRequested)
        {
            var clock = Stopwatch.StartNew();
            await command.ExecuteNonQueryAsync(CancellationToken.None);
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
        }

        return slowest;
    }

    private static async Task ThinkAsync(TestDatabase database, CancellationToken stop)
    {
        await using var connection = await database.OpenAsync();
        while (!stop.IsCancellationRequested)
        {
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            await using var command = new NpgsqlCommand("SELECT count(*) FROM users", connection, transaction);
            await command.ExecuteScalarAsync(CancellationToken.None);
            await Task.Delay(5, CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }
    }

    private static async Task<long> CountAsync(TestDatabase database, string sql)
    {
        await using var connection = await database.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<Workspace> UsersAsync(string script)
    {
        var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        workspace.WriteMigration("1_a", script, "ALTER TABLE users DROP COLUMN IF EXISTS x;");
        await workspace.Database.ExecuteAsync("CREATE TABLE users (id int, email text)");
        return workspace;
    }
}
