using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Whimbrel.Testing;

/// <summary>A TCP port of the loopback interface that nobody listens on, and that no connection's own end takes before its server starts.</summary>
public static class FreePort
{
    private const int First = 10_000;

    // From here on up Linux takes a connection's own port (net.ipv4.ip_local_port_range).
    private const int Behind = 32_768;
    private static readonly ConcurrentDictionary<int, bool> _taken = new();

    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Behind);
            if (_taken.TryAdd(port, true) && IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
