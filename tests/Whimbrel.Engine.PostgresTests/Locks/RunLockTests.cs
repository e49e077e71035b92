using Whimbrel.Engine.Locks;

namespace Whimbrel.Engine.PostgresTests.Locks;

public sealed class RunLockTests(Servers servers)
{
    [Fact]
    public async Task Refuses_a_second_run_and_names_the_first()
    {
        using var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        using var by = new Operator(workspace);
        await using var first = await by.ConnectAsync();
        await using var second = await by.ConnectAsync();
        await using var held = await RunLock.TakeAsync(first, CancellationToken.None);

        var refused = await Should.ThrowAsync<OperatorException>(() => RunLock.TakeAsync(second, CancellationToken.None));

        refused.ExitCode.ShouldBe(ExitCode.Held);
        refused.Message.ShouldStartWith($"another run holds {first.Address}: whimbrel test (pid ");
        refused.Message.ShouldContain("user hosting_user, from 127.0.0.1, since ");
        await held.AssertHeldAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Is_one_for_each_database()
    {
        var server = await servers.MainAsync();
        using var here = await Workspace.CreateAsync(server);
        using var there = await Workspace.CreateAsync(server);
        using var byHere = new Operator(here);
        using var byThere = new Operator(there);
        await using var first = await byHere.ConnectAsync();
        await using var second = await byThere.ConnectAsync();

        await using var held = await RunLock.TakeAsync(first, CancellationToken.None);
        await using var other = await RunLock.TakeAsync(second, CancellationToken.None);
        await using var session = await second.OpenAsync(CancellationToken.None);

        (await RunLock.FindHolderAsync(session, CancellationToken.None))!.Application.ShouldBe("whimbrel test");
    }

    [Fact]
    public async Task Is_free_at_once_when_the_holders_connection_is_gone_and_the_holder_is_told()
    {
        var server = await servers.MainAsync();
        using var workspace = await Workspace.CreateAsync(server);
        using var by = new Operator(workspace);
        await using var database = await by.ConnectAsync();
        await using var session = await database.OpenAsync(CancellationToken.None);
        await using var held = await RunLock.TakeAsync(database, CancellationToken.None);
        var holder = (await RunLock.FindHolderAsync(session, CancellationToken.None)).ShouldNotBeNull();

        await server.ExecuteAsync("postgres", $"SELECT pg_terminate_backend({holder.Pid})");

        await using var next = await RunLock.TakeAsync(database, CancellationToken.None);
        var lost = await Should.ThrowAsync<OperatorException>(() => held.AssertHeldAsync(CancellationToken.None));
        lost.ExitCode.ShouldBe(ExitCode.SomethingLeft);
        (await Should.ThrowAsync<OperatorException>(() => held.AssertHeldAsync(CancellationToken.None))).Message.ShouldBe(lost.Message);
    }

    [Fact]
    public async Task Names_a_holder_of_another_user_of_whom_the_server_tells_us_little()
    {
        var server = await servers.MainAsync();
        using var workspace = await Workspace.CreateAsync(server);
        var role = $"blind_{Guid.NewGuid():N}"[..16];
        await server.ExecuteAsync("postgres", $"CREATE ROLE {role} LOGIN PASSWORD 'x'");
        using var by = new Operator(workspace);
        await using var first = await by.ConnectAsync();
        await using var held = await RunLock.TakeAsync(first, CancellationToken.None);
        await using var blind = await Engine.Postgres.Database.ConnectAsync(
            first.Address with { User = role, Password = "x", PasswordFile = null }, "whimbrel blind", TimeSpan.FromMilliseconds(100), CancellationToken.None);

        var refused = await Should.ThrowAsync<OperatorException>(() => RunLock.TakeAsync(blind, CancellationToken.None));

        refused.ExitCode.ShouldBe(ExitCode.Held);
        refused.Message.ShouldContain("whimbrel test (pid ");
    }
}
