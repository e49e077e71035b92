using System.Collections;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Tunnel;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.PostgresTests.Docker;

[Collection("swarm")]
[Trait("needs", "swarm")]
public sealed class ServerTunnelTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Leads_to_the_service_s_task_also_after_it_was_scheduled_anew()
    {
        await StartAsync();
        var address = Address(SwarmLab.Postgres, SwarmLab.Password);
        await using var tunnel = ServerTunnel.Open(Docker, address);
        await using var database = await Database.ConnectAsync(tunnel.Through(address), "whimbrel test", TimeSpan.FromSeconds(1), Ct);
        await using var held = await database.OpenForScriptAsync(Ct);
        var waiting = held.ExecuteTogetherAsync([new SqlCommand("SELECT pg_sleep(60)")], Ct);

        await SwarmLab.DockerAsync("service", "update", "--quiet", "--force", SwarmLab.Postgres);

        await Should.ThrowAsync<Exception>(() => waiting);
        await SwarmLab.ServesAsync();
        await using var next = await database.OpenForScriptAsync(Ct);
        database.Address.ToString().ShouldBe($"hosting_db in swarm:{SwarmLab.Postgres}");
    }

    [Fact]
    public async Task Leaves_nothing_inside_and_no_folder()
    {
        await StartAsync();
        var address = Address(SwarmLab.Postgres, SwarmLab.Password);
        var tunnel = ServerTunnel.Open(Docker, address);
        File.GetUnixFileMode(tunnel.Folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        for (var i = 0; i < 5; i++)
        {
            await (await Database.ConnectAsync(tunnel.Through(address), "whimbrel test", TimeSpan.FromSeconds(1), Ct)).DisposeAsync();
        }

        await tunnel.DisposeAsync();

        Directory.Exists(tunnel.Folder).ShouldBeFalse();
        await Eventually.IsTrueAsync(async () => await SwarmLab.CountAsync((await SwarmLab.ContainerAsync(SwarmLab.Postgres))!, "IO::Socket") == 0, "nothing is left inside");
        // What is left to the postmaster, its container's first process, is a crash to it.
        (await Command.RunAsync(["docker", "-H", SwarmLab.Host, "logs", (await SwarmLab.ContainerAsync(SwarmLab.Postgres))!])).All.ShouldNotContain("terminated by signal");
    }

    [Theory]
    [InlineData(SwarmLab.Postgres, null, "password")]
    [InlineData(SwarmLab.Postgres, "wrong", "password authentication failed")]
    [InlineData("hosting_postgre", "any", "there is no service 'hosting_postgre'")]
    public async Task Lets_nobody_in_whom_the_server_does_not_know(string service, string? password, string said)
    {
        await StartAsync();
        var address = Address(service, password);
        await using var tunnel = ServerTunnel.Open(Docker, address);

        var error = await Should.ThrowAsync<OperatorException>(() => Database.ConnectAsync(tunnel.Through(address), "whimbrel test", TimeSpan.FromSeconds(1), Ct));

        error.Message.ShouldContain(said);
        error.Message.ShouldStartWith($"cannot connect to hosting_db in swarm:{service} as hosting_user: ");
    }

    [Fact]
    public async Task Says_that_a_service_is_scaled_to_nothing()
    {
        await StartAsync();
        var address = Address(SwarmLab.Postgres, SwarmLab.Password);
        await using var tunnel = ServerTunnel.Open(Docker, address);
        await SwarmLab.DockerAsync("service", "scale", $"{SwarmLab.Postgres}=0");
        try
        {
            await Eventually.IsTrueAsync(async () => await SwarmLab.ContainerAsync(SwarmLab.Postgres) is null, "nothing runs");
            var error = await Should.ThrowAsync<OperatorException>(() => Database.ConnectAsync(tunnel.Through(address), "whimbrel test", TimeSpan.FromSeconds(1), Ct));
            error.Message.ShouldContain($"no task of the service {SwarmLab.Postgres} runs: it is scaled to 0");
        }
        finally
        {
            await SwarmLab.DockerAsync("service", "scale", "--detach", $"{SwarmLab.Postgres}=1");
            await SwarmLab.ServesAsync();
        }
    }

    private static DockerSettings Docker { get; } = new(SwarmLab.Host, null, ["ssh"], new Hashtable());

    private static ServerAddress Address(string service, string? password) => new("ignored", 5432, "hosting_db", "hosting_user") { Password = password, Via = $"swarm:{service}" };

    private static async Task StartAsync()
    {
        var missing = await SwarmLab.StartAsync();
        Assert.SkipWhen(missing is not null, missing ?? "");
        await SwarmLab.ServesAsync();
    }
}
