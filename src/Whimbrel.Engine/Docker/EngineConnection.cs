using System.Net.Security;
using System.Net.Sockets;

namespace Whimbrel.Engine.Docker;

/// <summary>A stream to an engine, whichever way it is reached.</summary>
internal static class EngineConnection
{
    public static async ValueTask<Stream> OpenAsync(EngineAddress address, CancellationToken ct)
    {
        if (address.Transport == EngineTransport.Ssh)
        {
            return SshStream.Start(address);
        }

        var socket = address.Transport == EngineTransport.Unix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (address.Transport == EngineTransport.Unix)
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(address.Host), ct);
                return new NetworkStream(socket, ownsSocket: true);
            }

            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
            await socket.ConnectAsync(address.Host, address.Port, ct);
            return address.Tls is null ? new NetworkStream(socket, ownsSocket: true) : await EncryptAsync(socket, address, ct);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Tells the other side that nothing more will come; what it sends is still read.</summary>
    public static async Task CloseInputAsync(Stream stream)
    {
        switch (stream)
        {
            case NetworkStream network:
                network.Socket.Shutdown(SocketShutdown.Send);
                break;
            case SslStream encrypted:
                await encrypted.ShutdownAsync();
                break;
            case SshStream ssh:
                ssh.CloseInput();
                break;
            default:
                throw new InvalidOperationException(stream.GetType().Name);
        }
    }

    private static async Task<Stream> EncryptAsync(Socket socket, EngineAddress address, CancellationToken ct)
    {
        var encrypted = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false);
        await encrypted.AuthenticateAsClientAsync(address.Tls!.For(address.Host), ct);
        return encrypted;
    }
}
