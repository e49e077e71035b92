using System.Diagnostics;
using System.Text.Json.Nodes;
using Whimbrel.Engine.Docker;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Application;

/// <summary>An application of Swarm services: stopped in their order, started in the opposite one. What counts is which tasks run, not which are meant to.</summary>
/// <param name="forStart">How long a service may take until its tasks run.</param>
internal sealed class SwarmApplication(Swarm swarm, IReadOnlyList<string> services, TimeSpan forStart) : IApplication
{
    /// <summary>No node has this label: a global service then runs nowhere.</summary>
    private const string Nowhere = "node.labels.whimbrel == stopped";

    private static readonly string[] _alive = ["assigned", "accepted", "preparing", "ready", "starting", "running"];
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    /// <summary>So many tasks that ended, and none that runs, are a service that does not start: swarm would try for ever.</summary>
    private const int Hopeless = 2;
    private static readonly TimeSpan _beyondGrace = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _defaultGrace = TimeSpan.FromSeconds(10);

    public string DrivenBy => $"{(services.Count == 1 ? "service" : "services")} {string.Join(", ", services)}";

    public async Task AssertPossibleAsync(CancellationToken ct)
    {
        foreach (var name in services)
        {
            var service = await swarm.ServiceAsync(name, ct);
            if (service.Mode == ServiceMode.Job)
            {
                throw new OperatorException($"service {name} is a job: it is not scaled; nothing was changed", "leave it out of application.service.");
            }

            if (service.Update is { State: "updating" or "rollback_started" or "paused" or "rollback_paused" } update)
            {
                throw new OperatorException($"an update of service {name} is under way: {update.State} ({update.Message}); nothing was changed", $"wait for its end ('docker service inspect --pretty {name}'), then run the same command.");
            }
        }
    }

    public async Task<IReadOnlyList<ReplicaCount>> CountReplicasAsync(CancellationToken ct)
    {
        var counts = new List<ReplicaCount>();
        foreach (var name in services)
        {
            counts.Add(new ReplicaCount(name, (await swarm.ServiceAsync(name, ct)).Replicas));
        }

        return counts;
    }

    public async Task StopAsync(Action<string> progress, CancellationToken ct)
    {
        foreach (var name in services)
        {
            var service = await swarm.UpdateAsync(await swarm.ServiceAsync(name, ct), spec => Scale(spec, 0), ct);
            await UntilNoneRunsAsync(service, progress, ct);
        }
    }

    public async Task StartAsync(IReadOnlyList<ReplicaCount> before, Action<string> progress, CancellationToken ct)
    {
        foreach (var (name, replicas) in before.Reverse())
        {
            var service = await swarm.ServiceAsync(name, ct);
            var known = await KnownAsync(service, ct);
            service = await swarm.UpdateAsync(service, spec => Scale(spec, replicas), ct);
            await UntilAllRunAsync(service, replicas, known, progress, ct);
        }
    }

    /// <summary>A task that fails within the update's monitor time is not up; and swarm itself may have rolled back.</summary>
    public async Task HoldAsync(IReadOnlyList<ReplicaCount> before, Action<string> progress, CancellationToken ct)
    {
        foreach (var (name, replicas) in before.Reverse())
        {
            var clock = Stopwatch.StartNew();
            var service = await swarm.ServiceAsync(name, ct);
            // By what was there at first, not by the time: the engine's clock is another one. How a task ended that was stopped is told late.
            var (update, old) = (service.Update, (await swarm.TasksAsync(service, ct)).Where(t => HasFailed(t) || t.DesiredState is not ("running" or "ready")).Select(t => t.Id).ToHashSet(StringComparer.Ordinal));
            while (clock.Elapsed < service.Monitor)
            {
                service = await swarm.ServiceAsync(name, ct);
                if (service.Update is { State: "rollback_started" or "rollback_completed" or "rollback_paused" or "paused" } now && (now.State == "rollback_started" || now != update))
                {
                    throw new OperatorException($"swarm has taken service {name} back by itself: {now.State} ({now.Message})", $"'docker service ps --no-trunc {name}' shows why.", ExitCode.SomethingLeft);
                }

                if ((await swarm.TasksAsync(service, ct)).FirstOrDefault(t => HasFailed(t) && !old.Contains(t.Id)) is { } task)
                {
                    throw new OperatorException($"a task of service {name} does not stay up: {task.State} ({task.Message})", $"'docker service logs {name}' shows why.", ExitCode.SomethingLeft);
                }

                progress($"watching whether {name} stays up, {Duration.Say(clock.Elapsed)} of {Duration.Say(service.Monitor)}");
                await Task.Delay(_pause, ct);
            }

            await UntilAllRunAsync(service, replicas, await KnownAsync(service, ct), progress, ct);
        }
    }

    public async Task<IReadOnlyList<LogCount>> CountErrorsAsync(DateTimeOffset since, DateTimeOffset until, CancellationToken ct)
    {
        var counts = new List<LogCount>();
        foreach (var name in services)
        {
            var (service, count) = (await swarm.ServiceAsync(name, ct), new LogCount(name, 0, 0, 0, null));
            await foreach (var line in (await swarm.AskAsync(m => Task.FromResult(m), ct)).ServiceLogsAsync(service, since, until, ct))
            {
                count = count.With(line.Text);
            }

            counts.Add(count);
        }

        return counts;
    }

    private static bool HasFailed(SwarmTask task) => task.State is "failed" or "rejected";

    private async Task<HashSet<string>> KnownAsync(SwarmService service, CancellationToken ct) => (await swarm.TasksAsync(service, ct)).Select(t => t.Id).ToHashSet(StringComparer.Ordinal);

    /// <param name="replicas">Null, or 0, for a global service, which has no number: it runs everywhere or nowhere.</param>
    private static void Scale(JsonObject spec, int? replicas)
    {
        if (spec["Mode"]?["Replicated"] is JsonObject replicated)
        {
            replicated["Replicas"] = replicas ?? 1;
            return;
        }

        var task = spec["TaskTemplate"]!.AsObject();
        var placement = task["Placement"] as JsonObject ?? [];
        var constraints = (placement["Constraints"] as JsonArray ?? []).Select(c => c!.GetValue<string>()).Where(c => c != Nowhere).Concat(replicas == 0 ? [Nowhere] : Array.Empty<string>());
        placement["Constraints"] = new JsonArray([.. constraints.Select(c => (JsonNode)c)]);
        task["Placement"] = placement.DeepClone();
    }

    /// <summary>Swarm says that it has converged while containers still end.</summary>
    private async Task UntilNoneRunsAsync(SwarmService service, Action<string> progress, CancellationToken ct)
    {
        var grace = service.Spec["TaskTemplate"]?["ContainerSpec"]?["StopGracePeriod"]?.GetValue<long>() is { } nanoseconds ? TimeSpan.FromTicks(nanoseconds / 100) : _defaultGrace;
        var (clock, limit) = (Stopwatch.StartNew(), grace + _beyondGrace);
        var ending = new EndingTasks(swarm);
        while (await ending.LeftAsync(await AliveAsync(service, ct), ct) is { Count: > 0 } left)
        {
            if (clock.Elapsed > limit)
            {
                throw new OperatorException(
                    $"{left.Count} {(left.Count == 1 ? "task" : "tasks")} of service {service.Name} still {(left.Count == 1 ? "runs" : "run")} after {Duration.Say(limit)}: {string.Join(", ", left.Select(t => t.State).Distinct(StringComparer.Ordinal))}",
                    $"'docker service ps {service.Name}' shows where; its stop_grace_period is {Duration.Say(grace)}.",
                    ExitCode.WentBack);
            }

            progress($"waiting until {service.Name} has stopped: {left.Count} left, {Duration.Say(clock.Elapsed)}");
            await Task.Delay(_pause, ct);
        }
    }

    /// <param name="replicas">Null for a global service: one on each node that may take it.</param>
    /// <param name="known">The tasks of before.</param>
    private async Task UntilAllRunAsync(SwarmService service, int? replicas, HashSet<string> known, Action<string> progress, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var tasks = await swarm.TasksAsync(service, ct);
            var wanted = tasks.Where(t => t.DesiredState is "running" or "ready").ToList();
            var running = wanted.Count(t => t.IsRunning);
            if (running >= (replicas ?? Math.Max(1, wanted.Count)))
            {
                return;
            }

            // One whose health check fails is ended, and so complete.
            var ended = tasks.Where(t => !known.Contains(t.Id) && (HasFailed(t) || t.State == "complete")).ToList();
            if (running == 0 && ended.Count >= Math.Max(Hopeless, replicas ?? 0))
            {
                throw new OperatorException(
                    $"service {service.Name} does not start: {ended.Count} tasks ended, the last {ended[0].State} ({ended[0].Message}), and none runs after {Duration.Say(clock.Elapsed)}",
                    $"'docker service ps --no-trunc {service.Name}' and 'docker service logs {service.Name}' show why.",
                    ExitCode.SomethingLeft);
            }

            if (clock.Elapsed > forStart)
            {
                throw new OperatorException(
                    $"{running} of {replicas ?? wanted.Count} tasks of service {service.Name} run after {Duration.Say(forStart)}{(wanted.Find(t => !t.IsRunning) is { } late ? $": {late.State} ({late.Message})" : "")}",
                    $"'docker service ps --no-trunc {service.Name}' shows why.",
                    ExitCode.SomethingLeft);
            }

            progress($"waiting until {service.Name} runs: {running} of {replicas ?? wanted.Count}, {Duration.Say(clock.Elapsed)}");
            await Task.Delay(_pause, ct);
        }
    }

    /// <summary>Whose container may still be there. What a node had that is gone for good cannot write any more.</summary>
    private async Task<IReadOnlyList<SwarmTask>> AliveAsync(SwarmService service, CancellationToken ct)
    {
        var alive = (await swarm.TasksAsync(service, ct)).Where(t => _alive.Contains(t.State, StringComparer.Ordinal) && t.NodeId.Length > 0).ToList();
        if (alive.Count == 0)
        {
            return alive;
        }

        var down = (await swarm.AskAsync(m => m.NodesAsync(ct), ct)).Where(n => n.State == "down").Select(n => n.Id).ToHashSet(StringComparer.Ordinal);
        return [.. alive.Where(t => !down.Contains(t.NodeId))];
    }
}
