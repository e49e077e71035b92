using System.Collections;
using Whimbrel.Engine.Docker;
using Whimbrel.Engine.Proxy;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.PostgresTests.Docker;

[Collection("swarm")]
[Trait("needs", "swarm")]
public sealed class SwarmProxyTests : IAsyncDisposable
{
    private const string Name = "probe_proxy";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync() => await Command.RunAsync(["docker", "-H", SwarmLab.Host, "service", "rm", Name]);

    [Fact]
    public async Task Is_replaced_where_nobody_may_send_it_a_signal()
    {
        var missing = await SwarmLab.StartAsync();
        Assert.SkipWhen(missing is not null, missing ?? "");
        var image = (await SwarmLab.DockerAsync("service", "inspect", "--format", "{{.Spec.TaskTemplate.ContainerSpec.Image}}", SwarmLab.Proxy)).Trim();
        // Without nginx in its PATH.
        await SwarmLab.DockerAsync(
            "service", "create", "--quiet", "--no-resolve-image", "--name", Name, "--endpoint-mode", "dnsrr", "--stop-grace-period", "1s", "--update-monitor", "100ms", "--env", "PATH=/usr/bin",
            "--mount", "type=bind,source=/usr,target=/usr,readonly", image, "sh", "-c", "trap 'echo reloaded' HUP; while :; do sleep 0.1; done");
        var before = (await SwarmLab.ContainersAsync(Name)).ShouldHaveSingleItem();

        await ReloadAsync(SwarmLab.Host);

        (await SwarmLab.ContainersAsync(Name)).ShouldHaveSingleItem().ShouldBe(before);
        await Eventually.IsTrueAsync(async () => (await Command.RunAsync(["docker", "-H", SwarmLab.Host, "logs", before])).All.Contains("reloaded", StringComparison.Ordinal), "it gets the signal");

        await using var filter = new EngineFilter("/kill?");
        await ReloadAsync(filter.Host);

        (await SwarmLab.ContainersAsync(Name)).ShouldHaveSingleItem().Equals(before, StringComparison.Ordinal).ShouldBeFalse();
    }

    private static async Task ReloadAsync(string host)
    {
        await using var swarm = new Swarm(new DockerSettings(host, null, ["ssh"], new Hashtable()));
        await new SwarmProxy(swarm, Name).ReloadAsync(Ct);
    }
}
