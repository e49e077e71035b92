using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.PostgresTests.Locks;

/// <summary>Who waits for whom, as real sessions do it.</summary>
public sealed class LockTreeReaderTests(Servers servers)
{
    private const string Users = "CREATE TABLE users (id int PRIMARY KEY, email text); INSERT INTO users VALUES (1), (2)";

    public static TheoryData<int> Majors => [.. Servers.Majors];

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task A_migration_behind_an_idle_transaction_and_a_reader_behind_the_migration_are_a_chain(int major)
    {
        var database = await UsersAsync(major);
        await using var idle = await Client.DoneAsync(database, "BEGIN; SELECT count(*) FROM users");
        await using var migration = await Client.WaitingAsync(database, "ALTER TABLE users ADD COLUMN x int");
        await using var reader = await Client.WaitingAsync(database, "SELECT * FROM users");

        var tree = await ReadAsync(database);

        (tree.Waiting, tree.SeesAllSessions).ShouldBe((2, true));
        tree.LongestWaitSeconds.ShouldBeInRange(0.001, 30);
        var root = tree.Blockers.ShouldHaveSingleItem();
        (root.Pid, root.User, root.Application, root.State, root.WaitSeconds).ShouldBe((idle.Pid, PostgresServer.Role, "test", "idle in transaction", null));
        (root.AgeSeconds > 0, root.StateSeconds > 0, root.Query).ShouldBe((true, true, "SELECT count(*) FROM users"));
        root.Holds.ShouldBe(["AccessShareLock on public.users"]);
        var second = root.Victims.ShouldHaveSingleItem();
        (second.Pid, second.State, second.LockType, second.LockMode, second.Relation).ShouldBe((migration.Pid, "active", "relation", "AccessExclusiveLock", "public.users"));
        (second.WaitsFor, second.BlockedBy.Single(), second.Holds.Count).ShouldBe(("AccessExclusiveLock on public.users", idle.Pid, 0));
        var third = second.Victims.ShouldHaveSingleItem();
        (third.Pid, third.WaitsFor, third.Victims.Count).ShouldBe((reader.Pid, "AccessShareLock on public.users", 0));
        (root.CountVictims(), tree.Find(reader.Pid)).ShouldBe((2, third));
    }

    [Fact]
    public async Task Two_who_wait_for_one_are_its_victims_the_longer_wait_first()
    {
        var database = await UsersAsync();
        await using var holder = await Client.DoneAsync(database, "BEGIN; LOCK TABLE users IN EXCLUSIVE MODE");
        await using var first = await Client.WaitingAsync(database, "INSERT INTO users VALUES (3)");
        await using var second = await Client.WaitingAsync(database, "INSERT INTO users VALUES (4)");

        var root = (await ReadAsync(database)).Blockers.ShouldHaveSingleItem();

        root.Victims.Select(v => v.Pid).ShouldBe([first.Pid, second.Pid]);
        root.Holds.ShouldBe(["ExclusiveLock on public.users"]);
    }

    [Fact]
    public async Task Who_waits_for_two_is_named_below_both()
    {
        var database = await UsersAsync();
        await using var one = await Client.DoneAsync(database, "BEGIN; SELECT FROM users");
        await using var other = await Client.DoneAsync(database, "BEGIN; SELECT FROM users");
        await using var migration = await Client.WaitingAsync(database, "TRUNCATE users");

        var tree = await ReadAsync(database);

        tree.Waiting.ShouldBe(1);
        tree.Blockers.Select(b => b.Pid).ShouldBe([one.Pid, other.Pid], ignoreOrder: true);
        tree.Blockers.Select(b => b.Victims.Single().Pid).ShouldBe([migration.Pid, migration.Pid]);
        tree.Blockers.Count(b => b.Victims.Single().IsRepeated).ShouldBe(1);
    }

    [Fact]
    public async Task A_wait_for_a_row_names_its_table_and_the_next_one_waits_for_the_first()
    {
        var database = await UsersAsync();
        await using var holder = await Client.DoneAsync(database, "BEGIN; UPDATE users SET email = 'a' WHERE id = 1");
        await using var first = await Client.WaitingAsync(database, "UPDATE users SET email = 'b' WHERE id = 1");
        await using var second = await Client.WaitingAsync(database, "UPDATE users SET email = 'c' WHERE id = 1");

        var victim = (await ReadAsync(database)).Blockers.Single().Victims.Single();

        (victim.Pid, victim.LockType, victim.Relation).ShouldBe((first.Pid, "transactionid", "public.users"));
        victim.WaitsFor!.ShouldStartWith("ShareLock on transaction ");
        victim.WaitsFor.ShouldEndWith(" of public.users");
        var behind = victim.Victims.ShouldHaveSingleItem();
        (behind.Pid, behind.WaitsFor).ShouldBe((second.Pid, "ExclusiveLock on row (0,1) of public.users"));
    }

    [Fact]
    public async Task An_advisory_lock_is_named_by_its_key_and_its_idle_holder_has_no_transaction()
    {
        var database = await UsersAsync();
        await using var holder = await Client.DoneAsync(database, "SELECT pg_advisory_lock(-7), pg_advisory_lock(1, 2)");
        await using var first = await Client.WaitingAsync(database, "SELECT pg_advisory_lock(-7)");
        await using var second = await Client.WaitingAsync(database, "SELECT pg_advisory_lock(1, 2)");

        var root = (await ReadAsync(database)).Blockers.ShouldHaveSingleItem();

        root.State.ShouldBe("idle");
        root.Victims.Select(v => v.WaitsFor).ShouldBe(["ExclusiveLock on advisory lock -7", "ExclusiveLock on advisory lock (1, 2)"]);
    }

    [Fact]
    public async Task A_parallel_worker_that_waits_is_its_leader()
    {
        var database = await UsersAsync();
        await database.ExecuteAsync("CREATE TABLE other (id int); CREATE FUNCTION look() RETURNS bigint LANGUAGE plpgsql PARALLEL SAFE AS 'BEGIN RETURN (SELECT count(*) FROM other); END'");
        await using var holder = await Client.DoneAsync(database, "BEGIN; LOCK TABLE other");
        await using var leader = await Client.WaitingAsync(database, "SET force_parallel_mode = on; SELECT look() FROM users");
        (await database.ScalarAsync<int>($"SELECT count(*) FROM pg_stat_activity WHERE leader_pid = {leader.Pid}")).ShouldBe(1);

        var tree = await ReadAsync(database);

        tree.Waiting.ShouldBe(1);
        var victim = tree.Blockers.ShouldHaveSingleItem().Victims.ShouldHaveSingleItem();
        (victim.Pid, victim.Kind, victim.WaitsFor).ShouldBe((leader.Pid, "client backend", "AccessShareLock on public.other"));
    }

    [Fact]
    public async Task A_prepared_transaction_that_blocks_is_named_with_the_statement_that_ends_it()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools, "max_prepared_transactions = 5");
        var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync(Users);
        await database.ExecuteAsync("BEGIN; SELECT FROM users; PREPARE TRANSACTION 'reads'");
        await database.ExecuteAsync("BEGIN; INSERT INTO users VALUES (3); PREPARE TRANSACTION 'it''s mine'");
        await using var waiting = await Client.WaitingAsync(database, "BEGIN; LOCK TABLE users IN SHARE MODE");

        var tree = await ReadAsync(database);

        var root = tree.Blockers.ShouldHaveSingleItem();
        (root.Pid, root.Gid, root.Kind, root.EndWith).ShouldBe((0, "it's mine", "prepared transaction", "ROLLBACK PREPARED 'it''s mine'"));
        root.Victims.Single().Pid.ShouldBe(waiting.Pid);
        var other = tree.OldTransactions.Single(o => o.Gid is not null);
        (other.Gid, other.Tables.Single()).ShouldBe(("reads", "public.users"));
        await database.ExecuteAsync(root.EndWith!);
        await waiting.Work;
    }

    [Fact]
    public async Task Without_any_right_the_tree_is_there_and_says_what_is_hidden()
    {
        var server = await servers.MainAsync();
        var database = await UsersAsync();
        await server.ExecuteAsync("postgres", "DO $$ BEGIN IF to_regrole('plain_looker') IS NULL THEN CREATE ROLE plain_looker LOGIN PASSWORD 'plain'; END IF; END $$");
        await using var holder = await Client.DoneAsync(database, "BEGIN; LOCK TABLE users");
        await using var victim = await Client.WaitingAsync(database, "SELECT * FROM users");

        var tree = await ReadAsync(new ServerAddress("127.0.0.1", server.Port, database.Name, "plain_looker") { Password = "plain" });

        tree.SeesAllSessions.ShouldBeFalse();
        var root = tree.Blockers.ShouldHaveSingleItem();
        (root.Pid, root.IsHidden, root.Query, root.AgeSeconds, root.User).ShouldBe((holder.Pid, true, "", null, PostgresServer.Role));
        (root.Victims.Single().Pid, root.Victims.Single().WaitsFor).ShouldBe((victim.Pid, "AccessShareLock on public.users"));
    }

    [Fact]
    public async Task Where_nobody_waits_the_old_transactions_are_told_with_their_tables()
    {
        var database = await UsersAsync();
        await using var old = await Client.DoneAsync(database, "BEGIN; SELECT FROM users WHERE id = 1");
        await using var idle = await Client.DoneAsync(database, "SELECT 1");
        await Task.Delay(1100);
        await using var young = await Client.DoneAsync(database, "BEGIN; SELECT FROM users");

        var tree = await ReadAsync(database);

        (tree.Waiting, tree.Blockers.Count).ShouldBe((0, 0));
        var way = tree.OldTransactions.ShouldHaveSingleItem();
        (way.Pid, way.State, way.Tables.Single()).ShouldBe((old.Pid, "idle in transaction", "public.users"));
        way.AgeSeconds.ShouldBeInRange(1, 30);
    }

    private async Task<TestDatabase> UsersAsync(int major = Servers.WithTools)
    {
        var database = await (await servers.GetAsync(major)).CreateDatabaseAsync();
        await database.ExecuteAsync(Users);
        return database;
    }

    private static Task<LockTree> ReadAsync(TestDatabase database) =>
        ReadAsync(new ServerAddress("127.0.0.1", database.Server.Port, database.Name, PostgresServer.Role) { Password = PostgresServer.RolePassword });

    private static async Task<LockTree> ReadAsync(ServerAddress address)
    {
        await using var database = await Database.ConnectAsync(address, "whimbrel locks", TimeSpan.FromMilliseconds(100), CancellationToken.None);
        await using var session = await database.OpenAsync(CancellationToken.None);
        return await new LockTreeReader(database, session, TimeSpan.FromMilliseconds(100), TimeProvider.System).ReadAsync(CancellationToken.None);
    }
}
