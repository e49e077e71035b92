using System.Diagnostics;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Docker;

/// <summary>A swarm: its manager's engine and those of its nodes, each connected when it is first needed. An engine that restarts is waited for.</summary>
public sealed class Swarm(DockerSettings settings) : IAsyncDisposable
{
    private const int ServerError = 500;

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, DockerEngine> _nodes = new(StringComparer.Ordinal);
    private DockerEngine? _manager;
    private bool _hasAnswered;

    /// <summary>Of that name; as it stands now.</summary>
    public Task<SwarmService> ServiceAsync(string name, CancellationToken ct) => AskAsync(m => m.ServiceAsync(name, ct), ct);

    public Task<IReadOnlyList<SwarmTask>> TasksAsync(SwarmService service, CancellationToken ct) => AskAsync(m => m.TasksAsync(service.Id, ct), ct);

    public Task<SwarmService> UpdateAsync(SwarmService service, Action<System.Text.Json.Nodes.JsonObject> change, CancellationToken ct) => AskAsync(m => m.UpdateServiceAsync(service, change, ct), ct);

    /// <summary>Asks the manager; one that has answered before, and does not now, is asked again for a minute.</summary>
    public async Task<T> AskAsync<T>(Func<DockerEngine, Task<T>> ask, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                var answer = await ask(await ManagerAsync(ct));
                _hasAnswered = true;
                return answer;
            }
            catch (OperatorException e) when (_hasAnswered && IsPassing(e) && clock.Elapsed < _patience)
            {
                await Task.Delay(_pause, ct);
            }
        }
    }

    /// <summary>The containers of a service that run now, each with the engine that it is on.</summary>
    public async Task<IReadOnlyList<(DockerEngine Engine, string ContainerId)>> ContainersAsync(string service, CancellationToken ct)
    {
        var running = (await TasksAsync(await ServiceAsync(service, ct), ct)).Where(t => t.IsRunning).ToList();
        var containers = new List<(DockerEngine, string)>();
        foreach (var task in running)
        {
            containers.Add((await OfNodeAsync(task.NodeId, ct), task.ContainerId!));
        }

        return containers;
    }

    /// <summary>The engine of a node; not the caller's to dispose of.</summary>
    public async Task<DockerEngine> OfNodeAsync(string id, CancellationToken ct)
    {
        var manager = await ManagerAsync(ct);
        await _gate.WaitAsync(ct);
        try
        {
            if (!_nodes.TryGetValue(id, out var engine))
            {
                _nodes[id] = engine = await manager.OfNodeAsync(id, ct);
            }

            return engine;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _nodes.Values.Append(_manager).OfType<DockerEngine>().Distinct())
        {
            await engine.DisposeAsync();
        }

        _gate.Dispose();
    }

    private async Task<DockerEngine> ManagerAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            return _manager ??= await DockerEngine.ConnectAsync(settings, ct);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>It does not answer, or not yet: as when an engine starts again.</summary>
    private static bool IsPassing(OperatorException e) => e is EngineSilentException || (e is EngineException refused && (int)refused.Status >= ServerError);
}
