using System.Net.Sockets;

namespace Whimbrel.Engine.Postgres.Tunnel;

/// <summary>The folder of a tunnel's socket, which our user alone can enter.</summary>
internal static class TunnelFolder
{
    private const string Prefix = "whimbrel-tunnel-";

    /// <summary>What a socket's address has room for, less the socket's own name.</summary>
    private const int LongestPath = 80;

    public static string Create()
    {
        var parent = Parent();
        Sweep(parent);
        // 0700, as the system's mkdtemp makes it.
        return parent == Path.GetTempPath() ? Directory.CreateTempSubdirectory(Prefix).FullName : CreateIn(parent);
    }

    /// <summary>Removes what a process has left that was killed: nobody answers at its socket.</summary>
    private static void Sweep(string parent)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            try
            {
                if (Directory.EnumerateFileSystemEntries(folder).FirstOrDefault() is { } socket && !Answers(socket))
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another user's, or gone in the meantime: theirs to sweep.
                continue;
            }
        }
    }

    private static bool Answers(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode is not (SocketError.ConnectionRefused or SocketError.AddressNotAvailable);
        }
    }

    private static string Parent() => Path.GetTempPath() is { Length: < LongestPath - 30 } temp ? temp : "/tmp/";

    private static string CreateIn(string parent) =>
        Directory.CreateDirectory(Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N")[..8]), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
}
