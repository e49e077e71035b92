using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Whimbrel.Testing;

/// <summary>Stands before the lab's engine, as those do who do not hand out all of it: what it does not let through is answered with 403.</summary>
public sealed class EngineFilter : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly string _refused;
    private readonly Task _accepting;

    /// <param name="refused">A part of the paths that are refused.</param>
    public EngineFilter(string refused)
    {
        _refused = refused;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Host => string.Create(CultureInfo.InvariantCulture, $"tcp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        while (!_end.IsCancellationRequested)
        {
            connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }

        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SwarmLab.Host["unix://".Length..]));
        await using var engine = new NetworkStream(socket);
        await using var from = client.GetStream();
        try
        {
            await Task.WhenAny(UpAsync(from, engine), engine.CopyToAsync(from, _end.Token));
        }
        catch (IOException)
        {
            // One side is gone, and with it the connection.
            return;
        }
        finally
        {
            client.Dispose();
        }
    }

    /// <summary>Each request comes in a piece of its own.</summary>
    private async Task UpAsync(NetworkStream from, NetworkStream engine)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, _end.Token)) > 0)
        {
            if (Encoding.ASCII.GetString(buffer, 0, read).Split('\r')[0].Contains(_refused, StringComparison.Ordinal))
            {
                await from.WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), _end.Token);
                return;
            }

            await engine.WriteAsync(buffer.AsMemory(0, read), _end.Token);
        }
    }
}
