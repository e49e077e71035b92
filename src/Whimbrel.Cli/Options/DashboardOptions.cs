using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Whimbrel.Cli.Dashboard;
using Whimbrel.Engine;

namespace Whimbrel.Cli.Options;

/// <summary>Where the dashboard is served: only to this machine, unless it is told otherwise.</summary>
internal sealed class DashboardOptions
{
    private readonly Option<int> _port = new("--port") { Description = "The port; a free one by default.", HelpName = "N", DefaultValueFactory = _ => 0 };
    private readonly Option<string> _bind = new("--bind") { Description = "The address to listen on. Any but a loopback one needs TLS.", HelpName = "ADDRESS", DefaultValueFactory = _ => "127.0.0.1" };
    private readonly Option<string?> _certificate = new("--tls-certificate") { Description = "The certificate, with what it is signed by, as PEM.", HelpName = "FILE" };
    private readonly Option<string?> _key = new("--tls-key") { Description = "Its private key, as PEM.", HelpName = "FILE" };
    private readonly Option<string[]> _host = new("--host") { Description = "A name or address by which browsers reach this machine. May be given again.", HelpName = "NAME", AllowMultipleArgumentsPerToken = false };
    private readonly Option<bool> _insecure = new("--insecure") { Description = "Serve another address without TLS: everybody on the way can read the token, and abort a run." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _port, _bind, _certificate, _key, _host, _insecure })
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="OperatorException">For what does not go together.</exception>
    public DashboardPlace Read(ParseResult parsed)
    {
        var port = parsed.GetValue(_port);
        if (port is < 0 or > 65_535)
        {
            throw Wrong($"--port {port}: not a port", "write a number from 1 to 65535, or leave it out for a free one.");
        }

        if (!IPAddress.TryParse(parsed.GetValue(_bind), out var address))
        {
            throw Wrong($"--bind {parsed.GetValue(_bind)}: not an address", "write for example 127.0.0.1 or 10.0.1.10; names go into --host.");
        }

        var certificate = ReadCertificate(parsed.GetValue(_certificate), parsed.GetValue(_key));
        if (!IPAddress.IsLoopback(address) && certificate is null && !parsed.GetValue(_insecure))
        {
            throw Wrong($"--bind {address}: without TLS everybody on the way can read the token", "add --tls-certificate and --tls-key; or leave --bind out, and reach it by 'ssh -L'; or, if you know the network, add --insecure.");
        }

        return new DashboardPlace(address, port, certificate, [.. parsed.GetValue(_host) ?? [], Environment.MachineName, "localhost"]);
    }

    private static X509Certificate2? ReadCertificate(string? certificate, string? key)
    {
        if (certificate is null && key is null)
        {
            return null;
        }

        if (certificate is null || key is null)
        {
            throw Wrong("--tls-certificate and --tls-key go together", "name both files.");
        }

        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Wrong($"{certificate} and {key} cannot be read: {e.Message}", "both are PEM files, the key without a passphrase.");
        }
    }

    private static OperatorException Wrong(string message, string hint) => new(message, hint, ExitCode.Usage);
}
