using Whimbrel.Engine.Docker;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Runs;

/// <summary>Looks at the engines and the services that the configuration names; changes nothing.</summary>
internal sealed class DockerDoctor(WhimbrelSettings settings, Swarm swarm)
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);

    /// <returns>Empty where the configuration names no service.</returns>
    public async Task<IReadOnlyList<DoctorCheck>> ExamineAsync(CancellationToken ct)
    {
        var services = Named().ToList();
        if (services.Count == 0)
        {
            return [];
        }

        var checks = new List<DoctorCheck> { await TryAsync("docker", () => ManagerAsync(ct)) };
        if (checks[0].Ok)
        {
            foreach (var (name, needsPrograms) in services)
            {
                checks.Add(await TryAsync($"service {name}", () => ServiceAsync(name, needsPrograms, ct)));
            }
        }

        return checks;
    }

    /// <summary>The services, and whether programs are run in their containers.</summary>
    private IEnumerable<(string Name, bool NeedsPrograms)> Named() =>
        new[] { (Name: settings.Database.Via?.Split(':', 2)[1], NeedsPrograms: true), (Name: settings.Application.Proxy.Service, NeedsPrograms: true) }
            .Concat(settings.Application.Services.Select(s => (Name: (string?)s, NeedsPrograms: false)))
            .Where(s => s.Name is not null).Select(s => (s.Name!, s.NeedsPrograms)).Distinct();

    private async Task<string> ManagerAsync(CancellationToken ct)
    {
        var (engine, facts) = await swarm.AskAsync(async m => (m, await m.InfoAsync(ct)), ct);
        return facts.IsManager
            ? $"engine {facts.Version} of {facts.Name}, a manager, {engine.Address}, interface {engine.ApiVersion}"
            : throw new OperatorException($"the engine {engine.Address} ({facts.Name}) is no manager of a swarm: {facts.SwarmState}", "name a manager in docker.host; 'docker node ls' on one shows them all.");
    }

    private async Task<string> ServiceAsync(string name, bool needsPrograms, CancellationToken ct)
    {
        var service = await swarm.ServiceAsync(name, ct);
        var running = (await swarm.TasksAsync(service, ct)).Where(t => t is { IsRunning: true, DesiredState: "running" }).ToList();
        if (running.Count == 0)
        {
            throw new OperatorException($"none of its tasks runs (replicas: {service.Replicas?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "global"})", $"'docker service ps --no-trunc {name}' shows why.");
        }

        foreach (var task in running)
        {
            // Of the application's tasks the engine itself is asked to end them.
            var engine = await swarm.OfNodeAsync(task.NodeId, ct);
            if (needsPrograms && await engine.RunAsync(new ExecRequest(task.ContainerId!, ["true"]), _limit, ct) is { ExitCode: not 0 } ended)
            {
                throw new OperatorException($"programs cannot be run in the container {DockerEngine.Short(task.ContainerId!)}: {ended.Errors}", "its image must have a shell 'sh'.");
            }
        }

        return $"{running.Count} of {service.Replicas?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "all"} tasks run{(needsPrograms ? ", and programs can be run in them" : "")}";
    }

    private static async Task<DoctorCheck> TryAsync(string name, Func<Task<string>> look)
    {
        try
        {
            return new DoctorCheck(name, Ok: true, await look(), null);
        }
        catch (OperatorException e)
        {
            return new DoctorCheck(name, Ok: false, e.Message, e.Hint);
        }
    }
}
