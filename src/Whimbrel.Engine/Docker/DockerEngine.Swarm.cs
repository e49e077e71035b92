using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Whimbrel.Engine.Docker;

/// <summary>What a manager knows of the swarm.</summary>
public sealed partial class DockerEngine
{
    private const int UpdateTries = 10;

    public async Task<EngineFacts> InfoAsync(CancellationToken ct)
    {
        var info = await GetAsync("info", "describe itself", ct);
        var swarm = info.Part("Swarm");
        return new EngineFacts(info.Text("ServerVersion"), info.Text("Name"), swarm.Text("LocalNodeState"), swarm.Text("NodeID"), swarm.Flag("ControlAvailable"));
    }

    /// <param name="name">Its whole name: the engine itself takes a beginning for the name.</param>
    /// <returns>Null where there is none of this name.</returns>
    public async Task<SwarmService?> FindServiceAsync(string name, CancellationToken ct)
    {
        var filter = new JsonObject { ["name"] = new JsonObject { [name] = true } };
        var found = await GetAsync($"services?filters={Escaped(filter.ToJsonString())}", $"look for the service {name}", ct) as JsonArray ?? [];
        return found.OfType<JsonNode>().Select(EngineJson.Service).FirstOrDefault(s => s.Name == name);
    }

    /// <exception cref="OperatorException">When there is none; it names those with a similar name.</exception>
    public async Task<SwarmService> ServiceAsync(string name, CancellationToken ct)
    {
        if (await FindServiceAsync(name, ct) is { } service)
        {
            return service;
        }

        var all = await GetAsync("services", "list its services", ct) as JsonArray ?? [];
        var names = all.OfType<JsonNode>().Select(s => s.Part("Spec").Text("Name")).Order(StringComparer.Ordinal).ToList();
        var nearest = Sql.Nearest.Of(name, names) ?? names.FirstOrDefault(n => n.Contains(name, StringComparison.Ordinal) || name.Contains(n, StringComparison.Ordinal));
        throw new OperatorException(
            $"there is no service '{name}' in the swarm of {Address}{(nearest is null ? "" : $"; did you mean '{nearest}'?")}",
            names.Count == 0 ? "there is no service at all: is this the right swarm? docker.host names its manager." : $"write its whole name; there are {string.Join(", ", names.Take(20))}.");
    }

    /// <summary>Changes a service's spec, and everything that is not changed stays; another's update in between is read, and ours made on top of it.</summary>
    /// <returns>The service as it stands with the change.</returns>
    public async Task<SwarmService> UpdateServiceAsync(SwarmService service, Action<JsonObject> change, CancellationToken ct)
    {
        var asked = $"update the service {service.Name}";
        for (var tries = 1; ; tries++)
        {
            var spec = (JsonObject)service.Spec.DeepClone();
            change(spec);
            try
            {
                await PostAsync(string.Create(CultureInfo.InvariantCulture, $"services/{service.Id}/update?version={service.Version}&registryAuthFrom=spec"), spec, asked, ct);
                return await ReadServiceAsync(service.Id, asked, ct);
            }
            catch (EngineException e) when (tries < UpdateTries && e.Message.Contains("update out of sequence", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50 * tries), ct);
                service = await ReadServiceAsync(service.Id, asked, ct);
            }
        }
    }

    /// <returns>Every task that the swarm still remembers, also those that have ended; the newest first.</returns>
    public async Task<IReadOnlyList<SwarmTask>> TasksAsync(string serviceId, CancellationToken ct)
    {
        var filter = new JsonObject { ["service"] = new JsonObject { [serviceId] = true } };
        var tasks = await GetAsync($"tasks?filters={Escaped(filter.ToJsonString())}", "list a service's tasks", ct) as JsonArray ?? [];
        return [.. tasks.OfType<JsonNode>().Select(EngineJson.Task).OrderByDescending(t => t.Timestamp)];
    }

    public async Task<IReadOnlyList<SwarmNode>> NodesAsync(CancellationToken ct)
    {
        var nodes = await GetAsync("nodes", "list the nodes of the swarm", ct) as JsonArray ?? [];
        return [.. nodes.OfType<JsonNode>().Select(EngineJson.Node)];
    }

    private async Task<SwarmService> ReadServiceAsync(string id, string asked, CancellationToken ct) =>
        EngineJson.Service(await GetAsync($"services/{id}", asked, ct) ?? throw EngineErrors.Refused(Address, asked, HttpStatusCode.NotFound, "it is gone"));
}
