using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Notifications;

/// <summary>Whether somebody takes connections at an address that a run will send to.</summary>
internal static class Reachability
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);

    /// <summary>Connects, with TLS where the address says so, and sends nothing.</summary>
    /// <returns>That it takes connections, in words; of the address only the host and the port.</returns>
    /// <exception cref="IOException">When nobody is there.</exception>
    public static async Task<string> AssertAsync(Uri url, CancellationToken ct)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(_limit);
        try
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(url.IdnHost, url.Port, bound.Token);
            if (url.Scheme == "https")
            {
                await using var encrypted = new SslStream(connection.GetStream());
                await encrypted.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = url.IdnHost }, bound.Token);
            }

            return $"{url.Host}:{url.Port} takes connections";
        }
        catch (Exception e) when (e is SocketException or AuthenticationException)
        {
            throw new IOException($"{url.Host}:{url.Port}: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new IOException($"{url.Host}:{url.Port}: no answer within {Duration.Say(_limit)}", e);
        }
    }
}
