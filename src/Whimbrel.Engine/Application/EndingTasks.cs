using System.Net;
using Whimbrel.Engine.Docker;

namespace Whimbrel.Engine.Application;

/// <summary>
/// Tasks that swarm is to end, asked and looked at in their own engines. Swarm asks a task to end only when its load balancers have had two seconds and
/// more to forget it, and says still later that it has ended; clients that see the maintenance page need wait for neither. Of a task whose engine is
/// not within our reach, swarm's own word counts.
/// </summary>
internal sealed class EndingTasks(Swarm swarm)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);

    /// <summary>Nodes whose engine did not answer: to try again would cost the downtime that is to be saved.</summary>
    private readonly HashSet<string> _outOfReach = new(StringComparer.Ordinal);

    /// <summary>Those whose container may still run.</summary>
    /// <param name="alive">By swarm's word.</param>
    public async Task<IReadOnlyList<SwarmTask>> LeftAsync(IReadOnlyList<SwarmTask> alive, CancellationToken ct)
    {
        foreach (var task in alive.Where(t => t is { IsRunning: true, DesiredState: "shutdown" or "remove" } && !_ended.Contains(t.Id) && !_outOfReach.Contains(t.NodeId)))
        {
            if (await HasEndedAsync(task, ct))
            {
                _ended.Add(task.Id);
            }
        }

        return [.. alive.Where(t => !_ended.Contains(t.Id))];
    }

    private async Task<bool> HasEndedAsync(SwarmTask task, CancellationToken ct)
    {
        try
        {
            var engine = await swarm.OfNodeAsync(task.NodeId, ct);
            var container = await engine.ContainerAsync(task.ContainerId!, ct);
            if (container.IsRunning && _asked.Add(task.Id))
            {
                await engine.KillAsync(container.Id, container.StopSignal, ct);
            }

            return !container.IsRunning;
        }
        catch (EngineException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // Gone, or about to be: it has ended between two questions.
            return e.Status == HttpStatusCode.NotFound;
        }
        catch (OperatorException)
        {
            _outOfReach.Add(task.NodeId);
            return false;
        }
    }
}
