using Whimbrel.Engine.Docker;

namespace Whimbrel.Engine.Postgres.Tunnel;

/// <summary>Where a service's task runs at this moment.</summary>
/// <param name="Engine">Of its node; not its own to dispose of.</param>
internal sealed record ServiceTask(SwarmTask Task, EngineContainer Container, DockerEngine Engine)
{
    /// <summary>The container's address for others: at 127.0.0.1 the official image asks nobody for a password.</summary>
    /// <exception cref="OperatorException">When it has none.</exception>
    public string Address => Container.Networks.Values.FirstOrDefault(a => a.Length > 0)
        ?? throw new OperatorException(
            $"the container {Container.Name} has no address of its own (networks: {string.Join(", ", Container.Networks.Keys)}), and the server is not reached through its loopback interface",
            "join the service to an overlay network, or reach the server directly: database.via: direct.");

    /// <summary>Looks where it runs now.</summary>
    /// <exception cref="OperatorException">When no task runs.</exception>
    public static async Task<ServiceTask> FindAsync(Swarm swarm, string service, CancellationToken ct)
    {
        var found = await swarm.ServiceAsync(service, ct);
        var task = Only(await swarm.TasksAsync(found, ct), found);
        var engine = await swarm.OfNodeAsync(task.NodeId, ct);
        return new ServiceTask(task, await engine.ContainerAsync(task.ContainerId!, ct), engine);
    }

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
