using Whimbrel.Engine.Docker;

namespace Whimbrel.Engine.Postgres.Tunnel;

/// <summary>The one task of a service that a server is.</summary>
internal static class ServiceTask
{
    /// <summary>Looks where it runs now.</summary>
    /// <exception cref="OperatorException">When no task runs.</exception>
    public static async Task<ServerContainer> FindAsync(Swarm swarm, string service, CancellationToken ct)
    {
        var found = await swarm.ServiceAsync(service, ct);
        var task = Only(await swarm.TasksAsync(found, ct), found);
        var engine = await swarm.OfNodeAsync(task.NodeId, ct);
        var container = await engine.ContainerAsync(task.ContainerId!, ct);
        return new ServerContainer(engine, container, AddressOf(container));
    }

    /// <summary>The container's address for others: at 127.0.0.1 the official image asks nobody for a password.</summary>
    private static string AddressOf(EngineContainer container) => container.Networks.Values.FirstOrDefault(a => a.Length > 0)
        ?? throw new OperatorException(
            $"the container {container.Name} has no address of its own (networks: {string.Join(", ", container.Networks.Keys)}), and the server is not reached through its loopback interface",
            "join the service to an overlay network, or reach the server directly: database.via: direct.");

    private static SwarmTask Only(IReadOnlyList<SwarmTask> tasks, SwarmService service)
    {
        var running = tasks.Where(t => t.IsRunning && t.DesiredState == "running").ToList();
        return running switch
        {
            [var one] => one,
            [] => throw new OperatorException($"no task of the service {service.Name} runs: {Why(tasks, service)}", $"'docker service ps --no-trunc {service.Name}' shows its tasks; 'docker service scale {service.Name}=1' starts one."),
            _ => throw new OperatorException($"{running.Count} tasks of the service {service.Name} run, and one of them cannot be told from the others", "name a service of one replica: that of the primary."),
        };
    }

    private static string Why(IReadOnlyList<SwarmTask> tasks, SwarmService service) => (service.Replicas, tasks) switch
    {
        (0, _) => "it is scaled to 0",
        (_, []) => "it has none yet",
        (_, [{ IsRunning: true }, ..]) => "swarm is replacing it",
        (_, [var newest, ..]) => $"the newest is {newest.State} ({newest.Message})",
    };
}
