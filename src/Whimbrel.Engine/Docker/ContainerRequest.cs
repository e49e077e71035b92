using System.Text.Json.Nodes;

namespace Whimbrel.Engine.Docker;

/// <summary>A container of our own: without a network, without rights, and removed with everything in it when it ends.</summary>
/// <param name="Image">One that the engine has: its id.</param>
/// <param name="Command">Instead of the image's own.</param>
public sealed record ContainerRequest(string Image, IReadOnlyList<string> Command)
{
    private const int Processes = 500;

    /// <summary>Against 1024 of every other, where all want the processor.</summary>
    private const int ProcessorShares = 256;

    public required string Name { get; init; }

    /// <summary>A number, or a name that the image knows.</summary>
    public required string User { get; init; }

    /// <summary>What it sees of its engine's machine, read-only.</summary>
    public IReadOnlyList<EngineMount> Mounts { get; init; } = [];

    /// <summary>The most memory, in bytes.</summary>
    public required long Memory { get; init; }

    /// <summary>The most memory that its processes share, in bytes.</summary>
    public required long SharedMemory { get; init; }

    internal JsonObject ToJson() => new()
    {
        [nameof(Image)] = Image,
        [nameof(User)] = User,
        ["Entrypoint"] = new JsonArray([.. Command.Select(a => (JsonNode)a)]),
        ["Cmd"] = new JsonArray(),
        ["Healthcheck"] = new JsonObject { ["Test"] = new JsonArray("NONE") },
        ["OpenStdin"] = true,
        ["StdinOnce"] = true,
        ["AttachStdin"] = true,
        ["AttachStdout"] = true,
        ["AttachStderr"] = true,
        ["HostConfig"] = new JsonObject
        {
            ["NetworkMode"] = "none",
            ["AutoRemove"] = true,
            [nameof(Memory)] = Memory,
            ["ShmSize"] = SharedMemory,
            ["CpuShares"] = ProcessorShares,
            ["PidsLimit"] = Processes,
            ["CapDrop"] = new JsonArray("ALL"),
            ["SecurityOpt"] = new JsonArray("no-new-privileges"),
            ["LogConfig"] = new JsonObject { ["Type"] = "none" },
            [nameof(Mounts)] = new JsonArray([.. Mounts.Select(m => (JsonNode)new JsonObject { ["Type"] = "bind", ["Source"] = m.Source, ["Target"] = m.Target, ["ReadOnly"] = true })]),
        },
    };
}
