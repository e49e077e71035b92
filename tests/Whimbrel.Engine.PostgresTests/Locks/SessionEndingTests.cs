using Npgsql;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.PostgresTests.Locks;

/// <summary>Only the very session that was looked at is ended.</summary>
public sealed class SessionEndingTests(Servers servers)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_cancel_ends_the_query_and_the_wait_for_it_and_the_session_stays()
    {
        var database = await UsersAsync();
        await using var busy = await Client.BusyAsync(database, "BEGIN; LOCK TABLE users; SELECT pg_sleep(60)");
        await using var victim = await Client.WaitingAsync(database, "SELECT * FROM users");
        await using var by = await Ender.ConnectAsync(database);
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
        await using var by = await Ender.ConnectAsync(database);
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
        await using var by = await Ender.ConnectAsync(database);
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
        await using var by = await Ender.ConnectAsync(database);
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
        await using var by = await Ender.ConnectAsync(database);
        var found = (await by.Ending.FindAsync(client.Pid, CancellationToken.None)).ShouldNotBeNull();
        await client.RunAsync("COMMIT");

        (await by.Ending.TerminateAsync(found, CancellationToken.None)).ShouldBeFalse();
        (await by.Ending.CancelAsync(found, CancellationToken.None)).ShouldBeFalse();

        (await client.IsThereAsync()).ShouldBeTrue();
        (await by.Ending.TerminateAsync((await by.Ending.FindAsync(client.Pid, CancellationToken.None))!, CancellationToken.None)).ShouldBeTrue();
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

    private async Task<TestDatabase> UsersAsync()
    {
        var database = await (await servers.MainAsync()).CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE users (id int)");
        return database;
    }
}
