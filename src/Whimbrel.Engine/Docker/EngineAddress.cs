using System.Collections;
using System.Globalization;

namespace Whimbrel.Engine.Docker;

/// <summary>How an engine's API is reached.</summary>
public enum EngineTransport
{
    Unix,

    Tcp,

    Ssh,
}

/// <summary>Where a Docker engine is, as docker's own addresses say it.</summary>
/// <param name="Host">A host's name, or the path of a socket.</param>
/// <param name="Port">0 for a socket, and for ssh where the operator's configuration decides.</param>
public sealed record EngineAddress(EngineTransport Transport, string Host, int Port)
{
    public const string DefaultSocket = "/var/run/docker.sock";

    public string? User { get; init; }

    /// <summary>The engine's socket on the other side of ssh; null for docker's own choice there.</summary>
    public string? RemoteSocket { get; init; }

    /// <summary>Null for no encryption.</summary>
    public EngineTls? Tls { get; init; }

    /// <summary>The program that reaches an engine on another machine, with its options.</summary>
    public IReadOnlyList<string> Ssh { get; init; } = ["ssh"];

    public override string ToString() => Transport switch
    {
        EngineTransport.Unix => $"unix://{Host}",
        EngineTransport.Tcp => string.Create(CultureInfo.InvariantCulture, $"tcp://{Bracketed}:{Port}"),
        _ => $"ssh://{(User is null ? "" : User + "@")}{Bracketed}{(Port == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{Port}"))}{RemoteSocket}",
    };

    private string Bracketed => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;

    /// <exception cref="FormatException">With a sentence that says what an address looks like.</exception>
    public static EngineAddress Parse(string text)
    {
        const string Unix = "unix://";
        if (text.StartsWith(Unix, StringComparison.Ordinal))
        {
            return text.Length > Unix.Length && text[Unix.Length] == '/'
                ? new EngineAddress(EngineTransport.Unix, text[Unix.Length..], 0)
                : throw new FormatException($"'{text}' names no socket; write for example unix://{DefaultSocket}");
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("tcp" or "ssh") || uri.IdnHost.Length == 0 || uri.IdnHost[0] == '-')
        {
            throw new FormatException($"'{text}' is not the address of a Docker engine; write unix:///path, tcp://host:port or ssh://user@host");
        }

        if (uri.UserInfo.Contains(':', StringComparison.Ordinal) || uri.UserInfo.StartsWith('-') || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw new FormatException("the address of a Docker engine takes a user, a host and a port, and no password");
        }

        return uri.Scheme == "ssh" ? ParseSsh(uri) : ParseTcp(uri);
    }

    /// <summary>The setting, then DOCKER_HOST, then docker's context, then the usual socket.</summary>
    /// <exception cref="OperatorException">When what is named cannot be understood.</exception>
    public static EngineAddress Find(string? setting, IReadOnlyList<string> ssh, IDictionary environment)
    {
        string? Variable(string name) => environment[name] as string is { Length: > 0 } value ? value : null;
        var folder = Variable("DOCKER_CONFIG") ?? Path.Combine(Variable("HOME") ?? "/root", ".docker");
        if ((setting ?? Variable("DOCKER_HOST")) is { } text)
        {
            var verified = Variable("DOCKER_TLS_VERIFY") is not null;
            return Named(text, setting is null ? "DOCKER_HOST" : "docker.host", verified || Variable("DOCKER_TLS") is not null ? EngineTls.Folder(Variable("DOCKER_CERT_PATH") ?? folder, verified) : null) with { Ssh = ssh };
        }

        return DockerContext.Find(folder, Variable("DOCKER_CONTEXT")) is { } context
            ? Named(context.Host, $"the docker context '{context.Name}'", context.Tls) with { Ssh = ssh }
            : new EngineAddress(EngineTransport.Unix, DefaultSocket, 0) { Ssh = ssh };
    }

    /// <summary>A template with a node's names in it, as <c>ssh://ops@{address}</c>.</summary>
    public static string Filled(string template, string hostname, string address) =>
        template.Replace("{hostname}", hostname, StringComparison.Ordinal).Replace("{address}", address, StringComparison.Ordinal);

    private static EngineAddress Named(string text, string source, EngineTls? tls)
    {
        try
        {
            var address = Parse(text);
            return address.Transport == EngineTransport.Tcp ? address with { Tls = tls } : address;
        }
        catch (FormatException e)
        {
            throw new OperatorException($"{source}: {e.Message}", "set docker.host, for example to unix:///var/run/docker.sock.", ExitCode.Usage, e);
        }
    }

    private static EngineAddress ParseTcp(Uri uri) => uri.AbsolutePath.Trim('/').Length > 0 || uri.UserInfo.Length > 0
        ? throw new FormatException($"'{uri.OriginalString}' has more than a host and a port")
        : new EngineAddress(EngineTransport.Tcp, uri.IdnHost, uri.Port > 0 ? uri.Port : 2375);

    private static EngineAddress ParseSsh(Uri uri) => new(EngineTransport.Ssh, uri.IdnHost, uri.Port > 0 ? uri.Port : 0)
    {
        User = uri.UserInfo.Length > 0 ? Uri.UnescapeDataString(uri.UserInfo) : null,
        RemoteSocket = uri.AbsolutePath.Trim('/').Length > 0 ? Uri.UnescapeDataString(uri.AbsolutePath) : null,
    };
}
