using System.Globalization;
using Npgsql;
using Npgsql.Replication;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.PostgresTests.Locks;

/// <summary>Only what may be ended is ended, and only the very session that was looked at.</summary>
public sealed class SessionEndingTests(Servers servers)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_cancel_ends_the_query_and_the_wait_for_it_and_the_session_stays()
    {
        var database = await UsersAsync();
        await using var busy = await Client.BusyAsync(database, "BEGIN; LOCK TABLE users; SELECT pg_sleep(60)");
        await using var victim = await Client.WaitingAsync(database, "SELECT * FROM users");
        await using var by = await ConnectAsync(database);
        var found = (await by.Ending.FindAsync(busy.Pid, CancellationToken.None)).ShouldNotBeNull();

        (await by.Ending.CancelAsync(found, CancellationToken.None)).ShouldBeTrue();

        (await by.Ending.WaitForEndAsync(found, isToGo: false, _patience, CancellationToken.None)).ShouldBeNull();
        (await Should.ThrowAsync<PostgresException>(() => busy.Work)).SqlState.ShouldBe(PostgresErrorCodes.QueryCanceled);
        await victim.Work;
        (await busy.IsThereAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_cancel_behind_a_savepoint_keeps_the_locks_and_is_told_to_have_helped_nobody()
    {
        var database = await UsersAsync();
        await using var busy = await Client.DoneAsync(database, "BEGIN; LOCK TABLE users; SAVEPOINT s");
        var sleep = busy.RunAsync("SELECT pg_sleep(60)");
        await using var victim = await Client.WaitingAsync(database, "SELECT * FROM users");
        await using var by = await ConnectAsync(database);
        var found = (await by.Ending.FindAsync(busy.Pid, CancellationToken.None)).ShouldNotBeNull();
        SessionEnding.CanBeCancelled(found.Blocker).ShouldBeTrue();

        (await by.Ending.CancelAsync(found, CancellationToken.None)).ShouldBeTrue();

        (await by.Ending.WaitForEndAsync(found, isToGo: false, TimeSpan.FromMilliseconds(500), CancellationToken.None)).ShouldBe(1);
        await Should.ThrowAsync<PostgresException>(() => sleep);
        victim.Work.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_is_idle_in_a_transaction_cannot_be_cancelled_and_is_terminated()
    {
        var database = await UsersAsync();
        await using var idle = await Client.DoneAsync(database, "BEGIN; LOCK TABLE users");
        await using var victim = await Client.WaitingAsync(database, "SELECT * FROM users");
        await using var by = await ConnectAsync(database);
        var found = (await by.Ending.FindAsync(idle.Pid, CancellationToken.None)).ShouldNotBeNull();

        SessionEnding.CanBeCancelled(found.Blocker).ShouldBeFalse();
        SessionProtection.Of(found).ShouldBeNull();
        (await by.Ending.TerminateAsync(found, CancellationToken.None)).ShouldBeTrue();

        (await by.Ending.WaitForEndAsync(found, isToGo: true, _patience, CancellationToken.None)).ShouldBeNull();
        await victim.Work;
        (await idle.IsThereAsync()).ShouldBeFalse();
    }

    /// <summary>As when it has ended since, and the system has given its number to somebody else.</summary>
    [Fact]
    public async Task Another_session_of_the_same_number_is_left_alone()
    {
        var database = await UsersAsync();
        await using var busy = await Client.BusyAsync(database, "SELECT pg_sleep(60)");
        await using var by = await ConnectAsync(database);
        var found = (await by.Ending.FindAsync(busy.Pid, CancellationToken.None)).ShouldNotBeNull();
        var former = found.Blocker with { BackendStart = found.Blocker.BackendStart - TimeSpan.FromMicroseconds(1) };

        (await by.Ending.CancelAsync(former, CancellationToken.None)).ShouldBeFalse();
        (await by.Ending.TerminateAsync(former, CancellationToken.None)).ShouldBeFalse();
        (await by.Ending.CancelAsync(former with { BackendStart = null }, CancellationToken.None)).ShouldBeFalse();
        (await by.Ending.TerminateAsync(found with { Blocker = former }, CancellationToken.None)).ShouldBeFalse();

        await Task.Delay(100);
        busy.Work.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_has_gone_on_to_something_else_while_the_operator_thought_is_left_alone()
    {
        var database = await UsersAsync();
        await using var client = await Client.DoneAsync(database, "BEGIN; LOCK TABLE users");
        await using var by = await ConnectAsync(database);
        var found = (await by.Ending.FindAsync(client.Pid, CancellationToken.None)).ShouldNotBeNull();
        await client.RunAsync("COMMIT");

        (await by.Ending.TerminateAsync(found, CancellationToken.None)).ShouldBeFalse();
        (await by.Ending.CancelAsync(found, CancellationToken.None)).ShouldBeFalse();

        (await client.IsThereAsync()).ShouldBeTrue();
        (await by.Ending.TerminateAsync((await by.Ending.FindAsync(client.Pid, CancellationToken.None))!, CancellationToken.None)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("pg_dump", "takes a backup", Consent.Backup)]
    [InlineData("pgBackRest [backup]", "takes a backup", Consent.Backup)]
    [InlineData("whimbrel migrate 20260314-220000-ab12 host:1", "is Whimbrel's own work", Consent.None)]
    public async Task Backups_and_our_own_runs_are_protected_by_their_name(string application, string reason, Consent consent)
    {
        var database = await UsersAsync();
        await using var client = await Client.DoneAsync(database, $"SET application_name = '{application}'");

        await ShouldBeProtectedAsync(database, client.Pid, reason, consent);
    }

    [Theory]
    [InlineData("backend_type = 'checkpointer'", "is a process of the server itself (checkpointer)")]
    [InlineData("backend_type = 'autovacuum launcher'", "is a process of the server itself (autovacuum launcher)")]
    [InlineData("backend_type = 'logical replication launcher'", "is a process of the server itself (logical replication launcher)")]
    public async Task The_servers_own_processes_are_never_ended(string which, string reason)
    {
        var database = await UsersAsync();
        var pid = await database.ScalarAsync<int>($"SELECT pid FROM pg_stat_activity WHERE {which}");

        await ShouldBeProtectedAsync(database, pid, reason, Consent.None);
    }

    [Fact]
    public async Task A_standbys_connection_is_protected()
    {
        var database = await UsersAsync();
        await using var standby = new PhysicalReplicationConnection($"Host=127.0.0.1;Port={database.Server.Port};Username=postgres;Password={PostgresServer.AdminPassword};Application Name=standby");
        await standby.Open();

        await ShouldBeProtectedAsync(database, standby.ProcessID, "feeds a standby or a subscriber", Consent.Replication);
    }

    [Fact]
    public async Task A_session_of_another_database_and_our_own_connection_are_protected()
    {
        var (here, there) = (await UsersAsync(), await UsersAsync());
        await using var client = await Client.DoneAsync(there, "BEGIN");
        await using var by = await ConnectAsync(here);

        await ShouldBeProtectedAsync(here, client.Pid, $"works in another database, {there.Name}", Consent.OtherDatabase);
        SessionProtection.Of((await by.Ending.FindAsync(by.Session.ProcessId, CancellationToken.None))!)!.Reason.ShouldBe("is the connection of this command itself");
        (await by.Ending.FindAsync(99_999_999, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_parallel_worker_is_not_ended_and_its_leader_is_named()
    {
        var database = await UsersAsync();
        await using var leader = await Client.BusyAsync(database, "SET force_parallel_mode = on; CREATE FUNCTION nap() RETURNS void LANGUAGE sql PARALLEL SAFE AS 'SELECT pg_sleep(60)'; SELECT nap()", "ExecuteGather");
        await Eventually.IsTrueAsync(async () => await WorkerAsync(database, leader) > 0, "a worker works");

        await ShouldBeProtectedAsync(database, await WorkerAsync(database, leader), string.Create(CultureInfo.InvariantCulture, $"is a parallel worker of pid {leader.Pid}"), Consent.None);
    }

    /// <summary>A table of which so many transactions have passed that the server vacuums it unasked, slowly.</summary>
    [Fact]
    public async Task A_vacuum_against_wraparound_is_protected()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools, "autovacuum_naptime = 1s", "autovacuum_vacuum_cost_delay = 100ms", "autovacuum_vacuum_cost_limit = 1");
        var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE old WITH (autovacuum_freeze_max_age = 100000, autovacuum_enabled = off) AS SELECT n, repeat('x', 1000) FROM generate_series(1, 20000) n");
        await database.ExecuteAsync("DO $$ BEGIN FOR i IN 1..100100 LOOP PERFORM txid_current(); COMMIT; END LOOP; END $$");
        const string Vacuum = "SELECT coalesce(max(pid), 0) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker' AND query LIKE '%public.old (to prevent wraparound)'";
        await Eventually.IsTrueAsync(async () => await database.ScalarAsync<int>(Vacuum) > 0, "the server vacuums against wraparound");

        await ShouldBeProtectedAsync(database, await database.ScalarAsync<int>(Vacuum), "is a vacuum that prevents a wraparound of transaction numbers", Consent.Wraparound);
    }

    [Fact]
    public async Task What_is_hidden_is_not_ended_and_what_is_refused_names_the_grant()
    {
        var server = await servers.MainAsync();
        var database = await UsersAsync();
        await server.ExecuteAsync("postgres", "DO $$ BEGIN IF to_regrole('plain_ender') IS NULL THEN CREATE ROLE plain_ender LOGIN PASSWORD 'plain'; END IF; END $$");
        await using var client = await Client.DoneAsync(database, "BEGIN");
        await using var by = await Ender.ConnectAsync(new ServerAddress("127.0.0.1", server.Port, database.Name, "plain_ender") { Password = "plain" });

        SessionProtection.Of((await by.Ending.FindAsync(client.Pid, CancellationToken.None))!)!.Hint.ShouldContain("GRANT pg_read_all_stats, pg_signal_backend TO");
        await server.ExecuteAsync("postgres", "GRANT pg_read_all_stats TO plain_ender");
        var found = (await by.Ending.FindAsync(client.Pid, CancellationToken.None))!;
        SessionProtection.Of(found).ShouldBeNull();
        var refused = await Should.ThrowAsync<PostgresException>(() => by.Ending.TerminateAsync(found, CancellationToken.None));

        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        SessionEnding.Explain(refused, found, "plain_ender").Hint!.ShouldContain("GRANT pg_signal_backend TO \"plain_ender\"");
        (await client.IsThereAsync()).ShouldBeTrue();
    }

    private static async Task ShouldBeProtectedAsync(TestDatabase database, int pid, string reason, Consent consent)
    {
        await using var by = await ConnectAsync(database);
        var protection = SessionProtection.Of((await by.Ending.FindAsync(pid, CancellationToken.None)).ShouldNotBeNull()).ShouldNotBeNull();
        (protection.Reason, protection.Override).ShouldBe((reason, consent));
    }

    private static async Task<int> WorkerAsync(TestDatabase database, Client leader) =>
        await database.ScalarAsync<int>($"SELECT coalesce(max(pid), 0) FROM pg_stat_activity WHERE leader_pid = {leader.Pid}");

    private static Task<Ender> ConnectAsync(TestDatabase database) =>
        Ender.ConnectAsync(new ServerAddress("127.0.0.1", database.Server.Port, database.Name, PostgresServer.Role) { Password = PostgresServer.RolePassword });

    private async Task<TestDatabase> UsersAsync()
    {
        var database = await (await servers.MainAsync()).CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE users (id int)");
        return database;
    }

    /// <summary>Who ends others.</summary>
    private sealed class Ender(Database database, Session session) : IAsyncDisposable
    {
        public Session Session => session;

        public SessionEnding Ending { get; } = new(session);

        public static async Task<Ender> ConnectAsync(ServerAddress address)
        {
            var database = await Database.ConnectAsync(address, "whimbrel locks", TimeSpan.FromMilliseconds(100), CancellationToken.None);
            return new Ender(database, await database.OpenAsync(CancellationToken.None));
        }

        public async ValueTask DisposeAsync()
        {
            await session.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}
