using System.Globalization;
using Npgsql;
using Whimbrel.Engine.Steps.Downtime;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class DrainConnectionsTests(Servers servers)
{
    private const string Shop = "shop_app";
    private const string Access = "SELECT datconnlimit || ' ' || has_database_privilege('shop_app', datname, 'CONNECT') || ' ' || has_database_privilege('shop_monitor', datname, 'CONNECT') FROM pg_database WHERE datname = current_database()";

    [Fact]
    public async Task Survives_a_pool_that_comes_back_200_times_a_second()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await MinimalAsync();
        var before = await workspace.Database.ScalarAsync<string>(Access);
        await using var pool = new ReconnectingPool(workspace.Database, Shop);
        await Eventually.IsTrueAsync(() => Task.FromResult(pool.Connected > 20), "the pool is at work");
        await using var step = await StepUnderTest.ReachAsync<DrainConnections>(workspace, RunCommand.Migrate, shop.Settings);

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>().Summary.ShouldStartWith("nobody new is let in (CONNECT was taken away);");

        var (connected, refused) = (pool.Connected, pool.Refused);
        await Eventually.IsTrueAsync(() => Task.FromResult(pool.Refused > refused + 50), "the pool goes on trying");
        (pool.Connected, await SessionsAsync(workspace, Shop)).ShouldBe((connected, 0L));
        await step.RunAgainAsync();
        (await step.UndoAsync()).ShouldBe("connections are allowed again");
        await Eventually.IsTrueAsync(() => Task.FromResult(pool.Connected > connected), "the pool is let in again");
        (await workspace.Database.ScalarAsync<string>(Access)).ShouldBe(before);
    }

    [Fact]
    public async Task Gives_a_superuser_the_connection_limit_back_that_stood_before()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await MinimalAsync();
        await workspace.Database.ExecuteAsync($"ALTER DATABASE \"{workspace.Database.Name}\" CONNECTION LIMIT 37");
        var before = await workspace.Database.ScalarAsync<string>(Access);
        await using var idle = await ConnectAsync(workspace, Shop);
        await using var step = await StepUnderTest.ReachAsync<DrainConnections>(workspace, RunCommand.Migrate, [.. AsSuperuser(workspace), .. shop.Settings.Where(s => !s.Contains("keep", StringComparison.Ordinal))]);

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>().Summary.ShouldBe("nobody new is let in (connection limit 0); 1 session ended");

        (await Should.ThrowAsync<PostgresException>(() => ConnectAsync(workspace, Shop))).SqlState.ShouldBe(PostgresErrorCodes.TooManyConnections);
        await step.UndoAsync();
        await using var again = await ConnectAsync(workspace, Shop);
        (await workspace.Database.ScalarAsync<string>(Access)).ShouldBe(before);
    }

    [Fact]
    public async Task Ends_newcomers_who_cannot_be_kept_out()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await MinimalAsync();
        await using var pool = new ReconnectingPool(workspace.Database, PostgresServer.Role, PostgresServer.RolePassword);
        await Eventually.IsTrueAsync(() => Task.FromResult(pool.Connected > 20), "the pool is at work");
        await using var step = await StepUnderTest.ReachAsync<DrainConnections>(workspace, RunCommand.Migrate, shop.Settings);

        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>().Summary.ShouldStartWith("the application's user cannot be kept out");

        var (_, ended) = (pool.Connected, pool.Ended);
        await Eventually.IsTrueAsync(() => Task.FromResult(pool.Ended > ended + 20), "newcomers are ended");
        await step.UndoAsync();
    }

    [Fact]
    public async Task Ends_idle_sessions_at_once_waits_for_work_then_cancels_it_and_ends_a_transaction_that_nobody_ends()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await MinimalAsync();
        await using var open = await ConnectAsync(workspace, Shop);
        await ExecuteAsync(open, "BEGIN");
        // The names of these are 'test': they are not kept here.
        await using var step = await StepUnderTest.ReachAsync<DrainConnections>(workspace, RunCommand.Migrate, [.. shop.Settings, "downtime.for_work=1500ms", "downtime.for_cancel=500ms", "downtime.keep_applications=[nobody]"]);
        await using var brief = await Client.BusyAsync(workspace.Database, "SELECT pg_sleep(0.7)", user: Shop);
        await using var long1 = await Client.BusyAsync(workspace.Database, "SELECT pg_sleep(60)", user: Shop);

        await step.RunAsync();

        await brief.Work;
        (await Should.ThrowAsync<PostgresException>(() => long1.Work)).SqlState.ShouldBe(PostgresErrorCodes.QueryCanceled);
        await Should.ThrowAsync<NpgsqlException>(() => ExecuteAsync(open, "SELECT 1"));
        (await SessionsAsync(workspace, Shop)).ShouldBe(0);
        await step.UndoAsync();
    }

    [Fact]
    public async Task Leaves_backups_and_who_is_kept()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await MinimalAsync();
        await using var monitor = await ConnectAsync(workspace, "shop_monitor");
        await using var dump = await ConnectAsync(workspace, Shop, "pg_dump");
        await using var gone = await ConnectAsync(workspace, Shop);
        await using var step = await StepUnderTest.ReachAsync<DrainConnections>(workspace, RunCommand.Migrate, [.. shop.Settings, "downtime.keep_users=['*_monitor']"]);

        await step.RunAsync();

        await ExecuteAsync(monitor, "SELECT 1");
        await ExecuteAsync(dump, "SELECT 1");
        await using var newMonitor = await ConnectAsync(workspace, "shop_monitor");
        await Should.ThrowAsync<NpgsqlException>(() => ExecuteAsync(gone, "SELECT 1"));
        await step.UndoAsync();
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM pg_database, aclexplode(datacl) a WHERE datname = current_database() AND a.grantee = 'shop_monitor'::regrole")).ShouldBe(0);
    }

    [Fact]
    public async Task Opens_what_a_killed_process_closed_also_when_it_was_only_about_to()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await MinimalAsync();
        await using var idle = await ConnectAsync(workspace, Shop);
        var before = await workspace.Database.ScalarAsync<string>(Access);
        await using var step = await StepUnderTest.ReachAsync<DrainConnections>(workspace, RunCommand.Migrate, shop.Settings);
        await step.RunAsync();

        // As after a kill between the note and the statement.
        await step.UndoAsync();
        await step.UndoAsync();

        (await workspace.Database.ScalarAsync<string>(Access)).ShouldBe(before);
    }

    private async Task<Workspace> MinimalAsync()
    {
        var server = await servers.MainAsync();
        foreach (var role in new[] { Shop, "shop_monitor" })
        {
            await server.ExecuteAsync("postgres", $"DO $$ BEGIN CREATE ROLE {role} LOGIN PASSWORD '{role}'; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$");
        }

        var workspace = await Workspace.CreateAsync(server);
        workspace.WriteMigration("1_a", "-- whimbrel:downtime minimal\nCREATE TABLE a (id int);", "DROP TABLE a;");
        // Our user ends sessions of others.
        await server.ExecuteAsync("postgres", $"GRANT pg_signal_backend TO {PostgresServer.Role}");
        return workspace;
    }

    private static string[] AsSuperuser(Workspace workspace)
    {
        var password = Path.Combine(workspace.Folder, "admin");
        File.WriteAllText(password, PostgresServer.AdminPassword);
        return [string.Create(CultureInfo.InvariantCulture, $"database.url=postgresql://postgres@127.0.0.1:{workspace.Database.Server.Port}/{workspace.Database.Name}"), $"database.password_file={password}"];
    }

    private static async Task<NpgsqlConnection> ConnectAsync(Workspace workspace, string user, string application = "shop")
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = workspace.Database.Server.Port, Database = workspace.Database.Name, Username = user, Password = user, Pooling = false, ApplicationName = application }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static Task<long> SessionsAsync(Workspace workspace, string user) =>
        workspace.Database.ScalarAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = '{user}' AND application_name <> 'pg_dump'");
}
