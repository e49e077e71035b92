using System.Text.Json.Nodes;

namespace Whimbrel.Engine.Docker;

/// <summary>What an engine says of itself.</summary>
/// <param name="SwarmState">As <c>active</c> or <c>inactive</c>.</param>
/// <param name="NodeId">Its own in the swarm; empty outside of one.</param>
public sealed record EngineFacts(string Version, string Name, string SwarmState, string NodeId, bool IsManager);

/// <summary>How many tasks a service has.</summary>
public enum ServiceMode
{
    Replicated,

    Global,

    /// <summary>One that ends by itself, replicated or global.</summary>
    Job,
}

/// <summary>A service of the swarm as it stood when it was read.</summary>
/// <param name="Version">The index that an update must name.</param>
/// <param name="Spec">All of it, so that an update loses nothing.</param>
/// <param name="Replicas">Null for a global one.</param>
/// <param name="Monitor">How long a task is watched after its start before an update goes on.</param>
/// <param name="Update">Null where none has ever been made.</param>
public sealed record SwarmService(
    string Id, string Name, long Version, JsonObject Spec, ServiceMode Mode, int? Replicas, string Image, IReadOnlyList<EngineMount> Mounts, TimeSpan Monitor, ServiceUpdate? Update);

/// <summary>How far the last update of a service is.</summary>
/// <param name="State">As <c>updating</c>, <c>completed</c>, <c>paused</c>, <c>rollback_started</c>, <c>rollback_completed</c>.</param>
public sealed record ServiceUpdate(string State, string Message, DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt);

/// <summary>What of the machine or the engine is seen in a container.</summary>
/// <param name="Type">As <c>bind</c>, <c>volume</c>, <c>tmpfs</c>.</param>
public sealed record EngineMount(string Type, string Source, string Target, bool IsReadOnly);

/// <summary>One task of a service.</summary>
/// <param name="State">As <c>running</c>, <c>preparing</c>, <c>failed</c>; swarm's own words.</param>
/// <param name="ContainerId">Null before there is one.</param>
public sealed record SwarmTask(
    string Id, string NodeId, int Slot, string DesiredState, string State, DateTimeOffset Timestamp, string Message, string? ContainerId, int? ExitCode)
{
    /// <summary>Whether its container runs now, whatever it is meant to do next.</summary>
    public bool IsRunning => State == "running" && ContainerId is not null;
}

/// <summary>A machine of the swarm.</summary>
/// <param name="State">As <c>ready</c> or <c>down</c>.</param>
/// <param name="Availability">As <c>active</c>, <c>pause</c>, <c>drain</c>.</param>
public sealed record SwarmNode(string Id, string Hostname, string Address, string State, string Availability);

/// <summary>A container of one engine.</summary>
/// <param name="ProcessId">On the engine's machine; 0 when it does not run.</param>
/// <param name="Networks">Each network's name with the container's address in it.</param>
/// <param name="ImageId">What the engine has for certain, whatever the image's name means by now.</param>
/// <param name="StopSignal">Which asks it to end, as <c>SIGTERM</c>.</param>
public sealed record EngineContainer(
    string Id, string Name, bool IsRunning, int ProcessId, string Image, string ImageId, IReadOnlyList<string> Environment, IReadOnlyDictionary<string, string> Networks, IReadOnlyList<EngineMount> Mounts, bool HasTerminal, string StopSignal);

/// <summary>A line that a container has written.</summary>
public sealed record LogLine(DateTimeOffset At, bool IsError, string Text);
