using System.Globalization;
using System.Text.Json.Nodes;

namespace Whimbrel.Engine.Docker;

/// <summary>The engine's JSON, of which any part may be missing.</summary>
internal static class EngineJson
{
    public static string Text(this JsonNode? node, string name) => (node as JsonObject)?[name]?.GetValue<string>() ?? "";

    public static long Number(this JsonNode? node, string name) => (node as JsonObject)?[name]?.GetValue<long>() ?? 0;

    public static bool Flag(this JsonNode? node, string name) => (node as JsonObject)?[name]?.GetValue<bool>() ?? false;

    public static IEnumerable<JsonNode> List(this JsonNode? node, string name) => ((node as JsonObject)?[name] as JsonArray)?.OfType<JsonNode>() ?? [];

    public static DateTimeOffset? Time(this JsonNode? node, string name) =>
        DateTimeOffset.TryParse(node.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.Year > 1 ? time : null;

    public static JsonNode? Part(this JsonNode? node, string name) => (node as JsonObject)?[name];

    public static SwarmService Service(JsonNode node)
    {
        var spec = node.Part("Spec") as JsonObject ?? [];
        var (mode, container) = (spec.Part("Mode"), spec.Part("TaskTemplate").Part("ContainerSpec"));
        var update = node.Part("UpdateStatus");
        return new SwarmService(
            node.Text("ID"),
            spec.Text("Name"),
            node.Part("Version").Number("Index"),
            spec,
            mode.Part("Replicated") is not null ? ServiceMode.Replicated : mode.Part("Global") is not null ? ServiceMode.Global : ServiceMode.Job,
            mode.Part("Replicated") is { } replicated ? (int)(replicated.Part("Replicas")?.GetValue<long>() ?? 1) : null,
            container.Text("Image"),
            [.. container.List("Mounts").Select(m => new EngineMount(m.Text("Type"), m.Text("Source"), m.Text("Target"), m.Flag("ReadOnly")))],
            TimeSpan.FromTicks((spec.Part("UpdateConfig") is { } config && config.Number("Monitor") > 0 ? config.Number("Monitor") : 5_000_000_000) / 100),
            update.Text("State").Length > 0 ? new ServiceUpdate(update.Text("State"), update.Text("Message"), update.Time("StartedAt"), update.Time("CompletedAt")) : null);
    }

    public static SwarmTask Task(JsonNode node)
    {
        var status = node.Part("Status");
        var container = status.Part("ContainerStatus");
        return new SwarmTask(
            node.Text("ID"),
            node.Text("NodeID"),
            (int)node.Number("Slot"),
            node.Text("DesiredState"),
            status.Text("State"),
            status.Time("Timestamp") ?? DateTimeOffset.UnixEpoch,
            status.Text("Err") is { Length: > 0 } error ? error : status.Text("Message"),
            container.Text("ContainerID") is { Length: > 0 } id ? id : null,
            container.Part("ExitCode") is null ? null : (int)container.Number("ExitCode"));
    }

    public static SwarmNode Node(JsonNode node) => new(
        node.Text("ID"), node.Part("Description").Text("Hostname"), node.Part("Status").Text("Addr"), node.Part("Status").Text("State"), node.Part("Spec").Text("Availability"));

    public static EngineContainer Container(JsonNode node)
    {
        var (state, config) = (node.Part("State"), node.Part("Config"));
        var networks = node.Part("NetworkSettings").Part("Networks") as JsonObject ?? [];
        return new EngineContainer(
            node.Text("Id"),
            node.Text("Name").TrimStart('/'),
            state.Flag("Running"),
            (int)state.Number("Pid"),
            config.Text("Image"),
            node.Text("Image"),
            [.. config.List("Env").Select(e => e.GetValue<string>())],
            networks.ToDictionary(n => n.Key, n => n.Value.Text("IPAddress"), StringComparer.Ordinal),
            [.. node.List("Mounts").Select(m => new EngineMount(m.Text("Type"), m.Text("Source"), m.Text("Destination"), !m.Flag("RW")))],
            config.Flag("Tty"),
            config.Text("StopSignal") is { Length: > 0 } signal ? signal : "SIGTERM");
    }
}
