using System.Collections;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Beside;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Postgres.Tunnel;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.PostgresTests.Docker;

[Collection("swarm")]
[Trait("needs", "swarm")]
public sealed class ContainerToolsTests : IAsyncLifetime
{
    private const int Major = 15;

    private ServerTunnel? _tunnel;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ServerAddress Address => _tunnel!.Through(new ServerAddress("ignored", 5432, "hosting_db", "hosting_user") { Password = SwarmLab.Password, Via = $"swarm:{SwarmLab.Postgres}" });

    public async ValueTask InitializeAsync()
    {
        var missing = await SwarmLab.StartAsync();
        Assert.SkipWhen(missing is not null, missing ?? "");
        await SwarmLab.ServesAsync();
        _tunnel = ServerTunnel.Open(
            new DockerSettings(SwarmLab.Host, null, ["ssh"], new Hashtable()), new ServerAddress("ignored", 5432, "hosting_db", "hosting_user") { Via = $"swarm:{SwarmLab.Postgres}" });
    }

    public ValueTask DisposeAsync() => _tunnel?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Are_those_of_the_server_s_own_container()
    {
        var tools = await PostgresTools.FindAsync(Address, Major, Ct);

        tools.Folder.ShouldBeNull();
        tools.Version.ShouldStartWith("15.");
        tools.Say("pg_dump").ShouldStartWith("pg_dump in the container hosting_postgres.1.");
        (await PostgresTools.FindForFilesAsync(Address, Major, Ct)).Folder.ShouldBe("/usr/lib/postgresql/15/bin");
        (await PostgresTools.FindAsync(Address with { ToolsFolder = "/usr/lib/postgresql/15/bin" }, Major, Ct)).Folder.ShouldNotBeNull();
        (await Should.ThrowAsync<OperatorException>(() => PostgresTools.FindForFilesAsync(Address, 17, Ct))).Message.ShouldStartWith("pg_dump ");
    }

    [Fact]
    public async Task Dump_and_restore_through_the_engine_and_show_the_password_to_nobody()
    {
        var tools = await PostgresTools.FindAsync(Address, Major, Ct);
        var archive = Path.Combine(Directory.CreateTempSubdirectory("whimbrel-test-").FullName, "a.dump");
        await using (var dump = await tools.StartAsync("pg_dump", ["--format=custom", "--no-password", "--table=users"], Address, Ct))
        {
            await using var file = File.Create(archive);
            await dump.Output.CopyToAsync(file, Ct);
            (await dump.EndAsync(Ct)).ExitCode.ShouldBe(0);
        }

        var (exitCode, contents, _) = await tools.ListAsync(archive, Ct);
        exitCode.ShouldBe(0);
        contents.ShouldContain("TABLE DATA public users");
        await SwarmLab.SqlAsync("CREATE DATABASE tools_test");
        try
        {
            await new ArchiveRestore(tools, Address with { Database = "tools_test" }, "whimbrel test").RunAsync(archive, jobs: 4, _ => Task.CompletedTask, Ct);
            await using var restored = await Database.ConnectAsync(Address with { Database = "tools_test" }, "whimbrel test", TimeSpan.FromSeconds(1), Ct);
            await using var session = await restored.OpenForScriptAsync(Ct);
            (await session.HasRelationAsync("public.users", Ct)).ShouldBeTrue();
        }
        finally
        {
            await SwarmLab.SqlAsync("DROP DATABASE tools_test WITH (FORCE)");
            Directory.Delete(Path.GetDirectoryName(archive)!, recursive: true);
        }
    }

    [Fact]
    public async Task Get_the_password_through_their_input()
    {
        var tools = await PostgresTools.FindAsync(Address, Major, Ct);
        var container = (await SwarmLab.ContainerAsync(SwarmLab.Postgres))!;
        await using var psql = await tools.StartAsync("psql", ["-X", "-c", "SELECT pg_sleep(60)"], Address, Ct);
        await Eventually.IsTrueAsync(async () => await SwarmLab.CountAsync(container, "pg_sleep(60)") > 0, "psql runs");

        (await SwarmLab.CountAsync(container, SwarmLab.Password)).ShouldBe(0);
        await Eventually.IsTrueAsync(async () => await SwarmLab.SqlAsync("SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'") == "1", "it is let in");
    }

    [Fact]
    public async Task Are_told_a_wrong_password_by_the_server()
    {
        var tools = await PostgresTools.FindAsync(Address, Major, Ct);

        var (exitCode, _, errors) = await tools.RunAsync("pg_dump", ["--schema-only", "--no-password"], Address with { Password = "wrong" }, TimeSpan.FromSeconds(30), Ct);

        exitCode.ShouldBe(1);
        errors.ShouldContain("password authentication failed for user \"hosting_user\"");
    }
}
