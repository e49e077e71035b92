using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Docker;

/// <summary>The engines of a swarm's nodes.</summary>
public sealed partial class DockerEngine
{
    private DockerSettings _settings = DockerSettings.None;

    /// <summary>Connects to the manager's engine, as docker itself would find it where <c>docker.host</c> says nothing.</summary>
    /// <exception cref="OperatorException">When it cannot be reached or is too old.</exception>
    public static async Task<DockerEngine> ConnectAsync(DockerSettings settings, CancellationToken ct)
    {
        var engine = await ConnectAsync(EngineAddress.Find(settings.Host, settings.Ssh, settings.Environment), ct);
        engine._settings = settings;
        return engine;
    }

    /// <summary>The engine of a node: this one for its own; the others as <c>docker.nodes</c> says, else through ssh as this one is reached.</summary>
    /// <returns>This engine itself for its own node: it is disposed of once.</returns>
    /// <exception cref="OperatorException">When nothing says how, or it cannot be reached.</exception>
    public async Task<DockerEngine> OfNodeAsync(SwarmNode node, CancellationToken ct)
    {
        if ((await InfoAsync(ct)).NodeId == node.Id)
        {
            return this;
        }

        if (_settings.Nodes is { } template)
        {
            return await ConnectNodeAsync(EngineAddress.Parse(EngineAddress.Filled(template, node.Hostname, node.Address)), node, ct);
        }

        return Address.Transport == EngineTransport.Ssh
            ? await ConnectNodeAsync(Address with { Host = node.Address }, node, ct)
            : throw new OperatorException(
                $"the container is on the node {node.Hostname} ({node.Address}), and nothing says how its engine is reached",
                "set docker.nodes, for example to ssh://ops@{address}.",
                ExitCode.Usage);
    }

    /// <summary>The engine of the node with this id.</summary>
    public async Task<DockerEngine> OfNodeAsync(string nodeId, CancellationToken ct)
    {
        var nodes = await NodesAsync(ct);
        return await OfNodeAsync(
            nodes.FirstOrDefault(n => n.Id == nodeId) ?? throw new OperatorException($"the swarm of {Address} has no node {nodeId}", "'docker node ls' shows which there are."), ct);
    }

    private async Task<DockerEngine> ConnectNodeAsync(EngineAddress address, SwarmNode node, CancellationToken ct)
    {
        var engine = await ConnectAsync(address with { Ssh = _settings.Ssh, Tls = address.Transport == EngineTransport.Tcp ? Address.Tls : null }, ct);
        if ((await engine.InfoAsync(ct)).NodeId is { } id && id != node.Id)
        {
            await engine.DisposeAsync();
            throw new OperatorException($"the engine {address} is not that of the node {node.Hostname} ({node.Id}) but of {(id.Length > 0 ? id : "no swarm")}", "set docker.nodes.", ExitCode.Usage);
        }

        return engine;
    }
}
