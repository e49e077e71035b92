using System.Collections;
using Whimbrel.Engine.Docker;

namespace Whimbrel.Engine.Settings;

/// <summary>How Docker engines are reached.</summary>
/// <param name="Host">The manager's engine, or null for docker's own choice.</param>
/// <param name="Nodes">How the engine of another node is named, or null.</param>
/// <param name="Environment">Of which docker's own variables are heeded.</param>
public sealed record DockerSettings(string? Host, string? Nodes, IReadOnlyList<string> Ssh, IDictionary Environment)
{
    /// <summary>docker's own choice.</summary>
    public static DockerSettings None { get; } = new(null, null, ["ssh"], new Hashtable());
}

/// <summary>Reads the keys of <c>docker</c>.</summary>
internal static class DockerSettingsReader
{
    public static DockerSettings Read(SettingsReader reader, IDictionary environment)
    {
        var ssh = reader.List("docker.ssh");
        return new DockerSettings(ReadAddress(reader, "docker.host"), ReadAddress(reader, "docker.nodes"), ssh.Count > 0 ? ssh : ["ssh"], environment);
    }

    /// <returns>As <c>swarm:hosting_postgres</c>; null for a server that is reached directly.</returns>
    public static string? ReadVia(SettingsReader reader)
    {
        const string Key = "database.via";
        var via = reader.Text(Key);
        if (via is null or "direct")
        {
            return null;
        }

        if (!via.StartsWith("swarm:", StringComparison.Ordinal) || via.Length == "swarm:".Length)
        {
            reader.Problems.Add($"{reader.Source(Key)}: '{Key}' is '{via}'; write direct, or the service that the server is in, for example swarm:hosting_postgres");
        }

        return via;
    }

    private static string? ReadAddress(SettingsReader reader, string key)
    {
        var text = reader.Text(key);
        try
        {
            _ = text is null ? null : EngineAddress.Parse(EngineAddress.Filled(text, "node", "node"));
        }
        catch (FormatException e)
        {
            reader.Problems.Add($"{reader.Source(key)}: '{key}': {e.Message}");
        }

        return text;
    }
}
