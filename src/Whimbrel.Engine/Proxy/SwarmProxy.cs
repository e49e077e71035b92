using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Whimbrel.Engine.Docker;

namespace Whimbrel.Engine.Proxy;

/// <summary>nginx as a Swarm service: tested and reloaded in each of its tasks, wherever it runs.</summary>
internal sealed class SwarmProxy(Swarm swarm, string service) : IProxy
{
    private const int NotFound = 127;
    private const int NotExecutable = 126;

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _toReplace = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    private IReadOnlyList<EngineMount> _mounts = [];

    public string ReloadedBy => $"nginx -s reload in each task of {service}";

    /// <exception cref="OperatorException">When no task sees it.</exception>
    public string Inside(string path) =>
        _mounts.Where(m => m.Type == "bind" && (path == m.Source || path.StartsWith(m.Source.TrimEnd('/') + "/", StringComparison.Ordinal))).MaxBy(m => m.Source.Length) is { } mount
            ? mount.Target.TrimEnd('/') + path[mount.Source.TrimEnd('/').Length..]
            : throw new OperatorException(
                $"{path} is in no folder that service {service} mounts ({string.Join(", ", _mounts.Select(m => m.Source).DefaultIfEmpty("it mounts none"))}): the proxy would not see it; nothing was changed",
                "mend application.proxy.maintenance_file.");

    public async Task<string?> TestAsync(CancellationToken ct)
    {
        foreach (var container in await ContainersAsync(ct))
        {
            var (exitCode, _, errors) = await RunAsync(container, ct, "nginx", "-t");
            if (exitCode is not (0 or NotFound or NotExecutable))
            {
                return errors.Trim();
            }
        }

        return null;
    }

    public async Task<string?> ReadConfigurationAsync(CancellationToken ct)
    {
        _mounts = (await swarm.ServiceAsync(service, ct)).Mounts;
        var (exitCode, output, _) = await RunAsync((await ContainersAsync(ct))[0], ct, "nginx", "-T");
        return exitCode == 0 ? output : null;
    }

    /// <summary>A network file system tells a node of a file late.</summary>
    public async Task SettleAsync(string path, bool isThere, CancellationToken ct)
    {
        _mounts = (await swarm.ServiceAsync(service, ct)).Mounts;
        var (inside, clock) = (Inside(path), Stopwatch.StartNew());
        foreach (var container in await ContainersAsync(ct))
        {
            while ((await RunAsync(container, ct, "test", "-e", inside)).ExitCode == 0 != isThere)
            {
                if (clock.Elapsed > _limit)
                {
                    throw new OperatorException($"a task of {service} does not see after {Settings.Duration.Say(_limit)} that {inside} is {(isThere ? "there" : "gone")}", "see that its node mounts the same file system.", ExitCode.WentBack);
                }

                await Task.Delay(_pause, ct);
            }
        }
    }

    /// <summary>By nginx's own signal; where it cannot be run there, the engine sends it; where that is refused too, swarm replaces the tasks.</summary>
    public async Task ReloadAsync(CancellationToken ct)
    {
        foreach (var container in await ContainersAsync(ct))
        {
            var (exitCode, _, errors) = await RunAsync(container, ct, "nginx", "-s", "reload");
            switch (exitCode)
            {
                case 0:
                    break;
                case NotFound or NotExecutable when await TryHangUpAsync(container, ct):
                    break;
                case NotFound or NotExecutable:
                    await ReplaceTasksAsync(ct);
                    return;
                default:
                    throw new OperatorException($"'nginx -s reload' in a task of {service} ended with {exitCode}: {errors.Trim()}", $"'docker service logs {service}' shows why.", ExitCode.WentBack);
            }
        }
    }

    private static async Task<bool> TryHangUpAsync((DockerEngine Engine, string ContainerId) container, CancellationToken ct)
    {
        try
        {
            await container.Engine.KillAsync(container.ContainerId, "HUP", ct);
            return true;
        }
        catch (EngineException e) when (e.Status is HttpStatusCode.Forbidden or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented)
        {
            return false;
        }
    }

    /// <summary>As a forced update by hand: slower, and without a proxy for a moment where it has one task.</summary>
    private async Task ReplaceTasksAsync(CancellationToken ct)
    {
        var found = await swarm.ServiceAsync(service, ct);
        var old = (await swarm.TasksAsync(found, ct)).Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
        found = await swarm.UpdateAsync(found, Force, ct);
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var wanted = (await swarm.TasksAsync(found, ct)).Where(t => t.DesiredState is "running" or "ready").ToList();
            if (wanted.Count >= (found.Replicas ?? 1) && wanted.TrueForAll(t => t.IsRunning && !old.Contains(t.Id)))
            {
                return;
            }

            if (clock.Elapsed > _toReplace)
            {
                throw new OperatorException($"swarm has not replaced the tasks of {service} after {Settings.Duration.Say(_toReplace)}", $"'docker service ps --no-trunc {service}' shows why.", ExitCode.WentBack);
            }

            await Task.Delay(_pause, ct);
        }
    }

    private static void Force(JsonObject spec)
    {
        var task = spec["TaskTemplate"]!.AsObject();
        task["ForceUpdate"] = (task["ForceUpdate"]?.GetValue<long>() ?? 0) + 1;
    }

    private async Task<IReadOnlyList<(DockerEngine Engine, string ContainerId)>> ContainersAsync(CancellationToken ct)
    {
        var containers = await swarm.ContainersAsync(service, ct);
        return containers.Count > 0 ? containers : throw new OperatorException($"no task of service {service} runs: nobody would show the maintenance page", $"'docker service ps {service}' shows why.");
    }

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync((DockerEngine Engine, string ContainerId) container, CancellationToken ct, params string[] command) =>
        container.Engine.RunAsync(new ExecRequest(container.ContainerId, command), _limit, ct);
}
