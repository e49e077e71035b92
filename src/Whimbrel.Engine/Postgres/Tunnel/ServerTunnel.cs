using System.Globalization;
using System.Net.Sockets;
using Whimbrel.Engine.Docker;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Postgres.Tunnel;

/// <summary>A socket of our own whose connections lead to a server in a container; that of a swarm's service is looked for wherever its task runs at that moment.</summary>
public sealed class ServerTunnel : IAsyncDisposable
{
    private readonly Swarm? _swarm;
    private readonly Func<CancellationToken, Task<ServerContainer>> _find;
    private readonly int _port;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _connections = [];
    private readonly Task _accepting;

    private ServerTunnel(Func<CancellationToken, Task<ServerContainer>> find, int port, Swarm? swarm)
    {
        (_find, _port, _swarm) = (find, port, swarm);
        Folder = TunnelFolder.Create();
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $".s.PGSQL.{port}"))));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>The host for libpq and Npgsql: a folder with the server's socket.</summary>
    public string Folder { get; }

    /// <summary>Why the last connection led nowhere; null when it did.</summary>
    public OperatorException? LastError { get; private set; }

    /// <summary>Listens; the engine is asked when somebody connects.</summary>
    public static ServerTunnel Open(DockerSettings settings, ServerAddress address)
    {
        var (swarm, service) = (new Swarm(settings), address.Via!.Split(':', 2)[1]);
        return new ServerTunnel(ct => ServiceTask.FindAsync(swarm, service, ct), address.Port, swarm);
    }

    /// <summary>To a server in one container.</summary>
    public static ServerTunnel Open(ServerContainer server, int port) => new(_ => Task.FromResult(server), port, swarm: null);

    /// <summary>Where the server is now.</summary>
    /// <exception cref="OperatorException">When it runs nowhere, or in several places.</exception>
    public Task<ServerContainer> FindAsync(CancellationToken ct) => _find(ct);

    /// <summary>The address through the tunnel, which still says of itself what people know.</summary>
    public ServerAddress Through(ServerAddress address) => address with { Host = Folder, Tunnel = this };

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Task[] open;
        lock (_lock)
        {
            open = [.. _connections];
        }

        await Task.WhenAll(open);
        await (_swarm?.DisposeAsync() ?? ValueTask.CompletedTask);
        _end.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_end.IsCancellationRequested)
            {
                var client = await _listener.AcceptAsync(_end.Token);
                var connection = ServeAsync(client);
                lock (_lock)
                {
                    _connections.RemoveWhere(c => c.IsCompleted);
                    _connections.Add(connection);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException && _end.IsCancellationRequested)
        {
            // The tunnel's end.
            return;
        }
    }

    private async Task ServeAsync(Socket client)
    {
        await using var stream = new NetworkStream(client, ownsSocket: true);
        try
        {
            var server = await _find(_end.Token);
            await using var relay = await Relay.StartAsync(server, _port, _end.Token);
            var isAnswered = false;
            await Task.WhenAll(CopyUpAsync(stream, relay.Input), CopyDownAsync(relay.Output, stream, () => isAnswered = true));
            var (_, errors) = await relay.EndAsync(_end.Token);
            LastError = isAnswered || errors.Length == 0
                ? null
                : new OperatorException($"the server cannot be reached inside the container {server.Container.Name} at {server.Address}:{_port.ToString(CultureInfo.InvariantCulture)}: {errors.Split('\n')[^1]}", "the port of database.url is the one inside the container; the server must listen on all its addresses (listen_addresses = '*').");
        }
        catch (OperatorException e)
        {
            LastError = e;
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client, or the container, is gone: whoever still reads sees the end of the connection.
            return;
        }
    }

    private async Task CopyUpAsync(NetworkStream from, Stream to)
    {
        try
        {
            await from.CopyToAsync(to, 64 * 1024, _end.Token);
            await to.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other direction tells how it ended.
            return;
        }
    }

    private async Task CopyDownAsync(Stream from, NetworkStream to, Action answered)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, _end.Token)) > 0)
            {
                answered();
                await to.WriteAsync(buffer.AsMemory(0, read), _end.Token);
            }
        }
        finally
        {
            // Nothing more comes from the server: what the client still sends has no reader.
            to.Socket.Shutdown(SocketShutdown.Receive);
        }
    }
}
