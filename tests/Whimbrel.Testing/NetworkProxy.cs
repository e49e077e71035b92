using System.Net;
using System.Net.Sockets;

namespace Whimbrel.Testing;

/// <summary>The network before a test server: it can stand still, and it can break.</summary>
public sealed class NetworkProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<TcpClient> _connections = [];
    private readonly Lock _gate = new();
    private readonly int _server;
    private readonly Task _accepting;
    private TaskCompletionSource _flows = Flowing();

    private NetworkProxy(int server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static NetworkProxy Before(PostgresServer server) => new(server.Port);

    /// <summary>From now on nothing comes through, in either direction, and nobody is told; new connections are accepted and hear nothing.</summary>
    public void Stall() => _flows = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Flow() => _flows.TrySetResult();

    /// <summary>Resets all connections; new ones come through.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            foreach (var connection in _connections)
            {
                // Without lingering: a reset. One that has ended already has no socket.
                connection.Client?.Close(timeout: 0);
            }

            _connections.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Flow();
        _listener.Dispose();
        Drop();
        await _accepting;
        _stop.Dispose();
    }

    private static TaskCompletionSource Flowing()
    {
        var flowing = new TaskCompletionSource();
        flowing.SetResult();
        return flowing;
    }

    private async Task AcceptAsync()
    {
        var pumps = new List<Task>();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, _server, _stop.Token);
                lock (_gate)
                {
                    _connections.AddRange([client, server]);
                }

                pumps.AddRange([PumpAsync(client, server), PumpAsync(server, client)]);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                break;
            }
        }

        await Task.WhenAll(pumps);
    }

    /// <summary>Until one side ends; then the other one is told.</summary>
    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (await from.GetStream().ReadAsync(buffer) is > 0 and var read)
            {
                await _flows.Task;
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Dropped: that is what it is for.
        }
        finally
        {
            to.Close();
        }
    }
}
