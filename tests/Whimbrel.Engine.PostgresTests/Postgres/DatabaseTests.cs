using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.PostgresTests.Postgres;

public sealed class DatabaseTests(Servers servers)
{
    public static TheoryData<int> Majors => [.. Servers.Majors];

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task Says_who_it_is(int major)
    {
        var server = await servers.GetAsync(major);
        var test = await server.CreateDatabaseAsync();
        await using var database = await ConnectAsync(server, test.Name);

        var identity = database.Identity;
        (identity.Name, identity.Major, identity.User, identity.IsSuperuser, identity.IsInRecovery).ShouldBe((test.Name, major, PostgresServer.Role, false, false));
        identity.ServerVersion.ShouldStartWith(major.ToString());
        identity.Oid.ShouldBe(await test.ScalarAsync<long>("SELECT oid::bigint FROM pg_database WHERE datname = current_database()"));
        identity.SystemIdentifier.Length.ShouldBeGreaterThan(10);

        var other = await server.CreateDatabaseAsync();
        await using var second = await ConnectAsync(server, other.Name);
        identity.IsSameAs(second.Identity).ShouldBeFalse();
    }

    [Fact]
    public async Task Connects_to_a_database_of_any_name()
    {
        var server = await servers.MainAsync();
        var test = await server.CreateDatabaseAsync($"o'dd \"name; é {Guid.NewGuid():N}"[..30]);

        await using var database = await ConnectAsync(server, test.Name);

        database.Identity.Name.ShouldBe(test.Name);
    }

    [Fact]
    public async Task Bounds_every_wait_of_its_sessions()
    {
        var server = await servers.MainAsync();
        var test = await server.CreateDatabaseAsync();
        await using var database = await ConnectAsync(server, test.Name);
        await using var own = await database.OpenAsync(CancellationToken.None);
        await using var script = await database.OpenForScriptAsync(CancellationToken.None);

        (await SettingsAsync(own)).ShouldBe("100ms 30s 1s 1min");
        (await SettingsAsync(script)).ShouldBe("100ms 0 1s 1min");
    }

    [Fact]
    public async Task A_session_that_is_kept_for_the_next_script_is_as_good_as_new()
    {
        var server = await servers.MainAsync();
        var test = await server.CreateDatabaseAsync();
        await using var database = await ConnectAsync(server, test.Name);
        var session = await database.OpenForScriptAsync(CancellationToken.None);
        var pid = session.ProcessId;
        await session.ExecuteAsync("SET search_path = nowhere", CancellationToken.None);
        await session.ExecuteAsync("CREATE TEMP TABLE left_over (id int)", CancellationToken.None);
        await session.ExecuteAsync("SET lock_timeout = 0", CancellationToken.None);
        database.KeepForScripts(session);
        await session.DisposeAsync();

        var next = await database.OpenForScriptAsync(CancellationToken.None);

        next.ProcessId.ShouldBe(pid);
        (await SettingsAsync(next)).ShouldBe("100ms 0 1s 1min");
        (await next.ReadAsync("SELECT current_setting('search_path') AS \"Path\"", row => row.Text("Path"), CancellationToken.None)).ShouldBe(["\"$user\", public"]);
        (await next.HasRelationAsync("left_over", CancellationToken.None)).ShouldBeFalse();
        await next.DisposeAsync();
        await using var other = await database.OpenForScriptAsync(CancellationToken.None);
        other.ProcessId.ShouldNotBe(pid, "nobody has said that it may be kept once more");
    }

    [Fact]
    public async Task A_look_up_takes_the_session_of_the_one_before_unless_it_was_lost()
    {
        var server = await servers.MainAsync();
        var test = await server.CreateDatabaseAsync();
        await using var database = await ConnectAsync(server, test.Name);
        var pid = await PidAsync(database);
        (await PidAsync(database)).ShouldBe(pid);

        await test.ExecuteAsync($"SELECT pg_terminate_backend({pid})");
        await Task.Delay(1200);

        (await PidAsync(database)).ShouldNotBe(pid);
    }

    private static async Task<int> PidAsync(Database database)
    {
        await using var session = await database.OpenAsync(CancellationToken.None);
        await session.QuerySingleAsync("own_backend", row => row.Number("Pid"), CancellationToken.None);
        return session.ProcessId;
    }

    [Theory]
    [InlineData("nobody", "x", "the server refused user \"nobody\": password authentication failed for user \"nobody\"")]
    [InlineData(PostgresServer.Role, "wrong", "the server refused user \"hosting_user\": password authentication failed for user \"hosting_user\"")]
    [InlineData(PostgresServer.Role, null, "the server asks for a password of user \"hosting_user\", and none was given")]
    public async Task Says_why_the_server_refuses(string user, string? password, string why)
    {
        var server = await servers.MainAsync();
        var address = new ServerAddress("127.0.0.1", server.Port, "postgres", user) { Password = password };

        var refused = await Should.ThrowAsync<OperatorException>(() => ConnectAsync(address));

        refused.Message.ShouldBe($"cannot connect to postgres on 127.0.0.1:{server.Port} as {user}: {why}; nothing was changed");
        refused.Hint.ShouldNotBeNull();
    }

    [Fact]
    public async Task Says_that_there_is_no_server_and_no_database()
    {
        var server = await servers.MainAsync();
        var address = new ServerAddress("127.0.0.1", server.Port, "nowhere", PostgresServer.Role) { Password = PostgresServer.RolePassword };

        (await Should.ThrowAsync<OperatorException>(() => ConnectAsync(address))).Message.ShouldContain("database \"nowhere\" does not exist");
        (await Should.ThrowAsync<OperatorException>(() => ConnectAsync(address with { Port = FreePort.Find() }))).Message.ShouldContain("Connection refused");
    }

    private static async Task<string> SettingsAsync(Session session) => (await session.ReadAsync(
        "SELECT concat_ws(' ', current_setting('lock_timeout'), current_setting('statement_timeout'), current_setting('client_connection_check_interval'), current_setting('idle_in_transaction_session_timeout')) AS \"S\"",
        row => row.Text("S"),
        CancellationToken.None))[0];

    private static Task<Database> ConnectAsync(PostgresServer server, string name) =>
        ConnectAsync(new ServerAddress("127.0.0.1", server.Port, name, PostgresServer.Role) { Password = PostgresServer.RolePassword });

    private static Task<Database> ConnectAsync(ServerAddress address) => Database.ConnectAsync(address, "whimbrel test", TimeSpan.FromMilliseconds(100), CancellationToken.None);
}
