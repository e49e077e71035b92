using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Whimbrel.Engine.Docker;

/// <summary>What <c>docker context</c> has stored of an engine.</summary>
internal sealed record DockerContext(string Name, string Host, EngineTls? Tls)
{
    /// <param name="folder">docker's own, as <c>~/.docker</c>.</param>
    /// <param name="name">The one of DOCKER_CONTEXT, or null for the one in use.</param>
    /// <returns>Null for docker's default.</returns>
    public static DockerContext? Find(string folder, string? name)
    {
        var config = Path.Combine(folder, "config.json");
        name ??= File.Exists(config) ? Read(config)?["currentContext"]?.GetValue<string>() : null;
        if (name is null or "" or "default")
        {
            return null;
        }

        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var meta = Path.Combine(folder, "contexts", "meta", id, "meta.json");
        var endpoint = File.Exists(meta) ? Read(meta)?["Endpoints"]?["docker"] : null;
        if (endpoint?[nameof(Host)]?.GetValue<string>() is not { Length: > 0 } host)
        {
            throw new OperatorException($"the docker context '{name}' names no engine ({meta})", "'docker context ls' shows which there are; or set docker.host.", ExitCode.Usage);
        }

        var isVerified = endpoint["SkipTLSVerify"]?.GetValue<bool>() != true;
        var tls = Path.Combine(folder, "contexts", "tls", id, "docker");
        return new DockerContext(name, host, Directory.Exists(tls) || !isVerified ? EngineTls.Folder(tls, isVerified) : null);
    }

    private static JsonNode? Read(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new OperatorException($"{file} cannot be read: {e.Message}", "mend it, or set docker.host.", ExitCode.Usage, e);
        }
    }
}
