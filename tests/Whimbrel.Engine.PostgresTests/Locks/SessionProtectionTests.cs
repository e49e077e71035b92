using System.Globalization;
using Npgsql.Replication;
using Whimbrel.Engine.Locks;

namespace Whimbrel.Engine.PostgresTests.Locks;

/// <summary>What should not be ended is known for it.</summary>
public sealed class SessionProtectionTests(Servers servers)
{
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
        await using var by = await Ender.ConnectAsync(here);

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

    private static async Task ShouldBeProtectedAsync(TestDatabase database, int pid, string reason, Consent consent)
    {
        await using var by = await Ender.ConnectAsync(database);
        var protection = SessionProtection.Of((await by.Ending.FindAsync(pid, CancellationToken.None)).ShouldNotBeNull()).ShouldNotBeNull();
        (protection.Reason, protection.Override).ShouldBe((reason, consent));
    }

    private static async Task<int> WorkerAsync(TestDatabase database, Client leader) =>
        await database.ScalarAsync<int>($"SELECT coalesce(max(pid), 0) FROM pg_stat_activity WHERE leader_pid = {leader.Pid}");

    private async Task<TestDatabase> UsersAsync()
    {
        var database = await (await servers.MainAsync()).CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE users (id int)");
        return database;
    }
}
