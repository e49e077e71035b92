using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Whimbrel.Engine.Docker;

/// <summary>An engine that answered with an error.</summary>
public sealed class EngineException(string message, string? hint, HttpStatusCode status) : OperatorException(message, hint)
{
    public HttpStatusCode Status { get; } = status;
}

/// <summary>An engine that did not answer.</summary>
public sealed class EngineSilentException(string message, string? hint, Exception? inner = null) : OperatorException(message, hint, ExitCode.Refused, inner);

/// <summary>What an engine or the way to it says, as sentences for the operator.</summary>
internal static class EngineErrors
{
    private const string LookThere = "'docker info' there shows what it is; docker.host names another engine.";

    /// <param name="asked">What was asked, as <c>look for the service hosting_app</c>.</param>
    public static OperatorException Refused(EngineAddress address, string asked, HttpStatusCode status, string body)
    {
        var words = Words(body);
        var hint = status switch
        {
            HttpStatusCode.ServiceUnavailable when words.Contains("swarm manager", StringComparison.OrdinalIgnoreCase) => "name a manager in docker.host; 'docker node ls' on one shows them all.",
            HttpStatusCode.NotFound => "'docker service ls' and 'docker ps' show what there is.",
            HttpStatusCode.Conflict => "'docker ps' shows whether it runs.",
            HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => "what stands before the engine does not let us do it: ask who runs it.",
            _ => "the engine's log says more: journalctl -u docker.",
        };
        return new EngineException($"the Docker engine {address} refused to {asked}: {words} ({((int)status).ToString(CultureInfo.InvariantCulture)})", hint, status);
    }

    /// <summary>An error of the way to the engine.</summary>
    public static OperatorException Unreachable(EngineAddress address, string asked, Exception error)
    {
        var socket = Causes(error).OfType<SocketException>().FirstOrDefault();
        var (words, hint) = socket?.SocketErrorCode switch
        {
            SocketError.AccessDenied => ("permission denied", $"add yourself to the group of {address.Host} ('stat -c %G {address.Host}' names it, often docker: 'sudo usermod -aG docker $USER', then log in anew), or run as root."),
            SocketError.AddressNotAvailable or SocketError.ConnectionRefused => ("nothing listens there", "start the engine ('systemctl start docker'), or set docker.host."),
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => ("no such host", "set docker.host to the name or the address of a manager."),
            { } => (socket!.Message, "start the engine, or set docker.host."),
            null when Causes(error).OfType<AuthenticationException>().FirstOrDefault() is { } tls => (tls.Message, "DOCKER_TLS_VERIFY and DOCKER_CERT_PATH name the files that prove who you are; the engine's certificate must be for this host."),
            null => (
                Causes(error).Last().Message,
                address.Transport == EngineTransport.Ssh ? $"'ssh {address.User ?? "USER"}@{address.Host} docker version' must work without a question; docker.ssh takes ssh's options." : LookThere),
        };
        return new EngineSilentException($"the Docker engine {address} cannot be reached to {asked}: {words}", hint, error);
    }

    public static OperatorException Silent(EngineAddress address, string asked, TimeSpan limit) =>
        new EngineSilentException($"the Docker engine {address} did not answer within {Settings.Duration.Say(limit)} when it was asked to {asked}", LookThere);

    private static IEnumerable<Exception> Causes(Exception error)
    {
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            yield return e;
        }
    }

    private static string Words(string body)
    {
        try
        {
            return JsonNode.Parse(body).Text("message") is { Length: > 0 } message ? message : body.Trim();
        }
        catch (JsonException)
        {
            return body.Trim();
        }
    }
}
