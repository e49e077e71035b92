using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Whimbrel.Testing;

/// <summary>A real sshd on loopback with keys of its own, and a folder with an ssh that knows it as the host <c>offsite</c>. Started as root it lets root in.</summary>
public sealed class SshServer : IAsyncDisposable
{
    private readonly Started _process;

    private SshServer(string folder, Started process) => (Folder, _process) = (folder, process);

    public string Folder { get; }

    /// <summary>With the test's ssh before all others.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>(StringComparer.Ordinal) { ["PATH"] = $"{Folder}/bin:{System.Environment.GetEnvironmentVariable("PATH")}" };

    /// <param name="instead">A shell script that is run in place of each command, which is in SSH_ORIGINAL_COMMAND; null to run the command.</param>
    public static async Task<SshServer> StartAsync(string? instead = null)
    {
        var folder = Directory.CreateTempSubdirectory("whimbrel-ssh-").FullName;
        var port = FreePort.Find().ToString(CultureInfo.InvariantCulture);
        foreach (var key in new[] { "host_key", "key" })
        {
            await Command.MustAsync(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(folder, key)]);
        }

        var allowed = await File.ReadAllTextAsync(Path.Combine(folder, "key.pub"));
        if (instead is not null)
        {
            await WriteProgramAsync(Path.Combine(folder, "instead"), instead);
            allowed = $"command=\"{folder}/instead\" {allowed}";
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "authorized_keys"), allowed);
        await File.WriteAllTextAsync(Path.Combine(folder, "sshd_config"), $"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host_key\nAuthorizedKeysFile {folder}/authorized_keys\nStrictModes no\nUsePAM no\nPermitRootLogin prohibit-password\nPidFile none\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "ssh_config"), $"Host offsite\n  HostName 127.0.0.1\n  Port {port}\n  User {System.Environment.UserName}\n  IdentityFile {folder}/key\n  IdentitiesOnly yes\n  UserKnownHostsFile /dev/null\n  StrictHostKeyChecking no\n  LogLevel ERROR\n");
        Directory.CreateDirectory(Path.Combine(folder, "bin"));
        await WriteProgramAsync(Path.Combine(folder, "bin", "ssh"), $"exec /usr/bin/ssh -F '{folder}/ssh_config' \"$@\"");
        Directory.CreateDirectory("/run/sshd");
        var server = new SshServer(folder, Command.Start(["/usr/sbin/sshd", "-D", "-e", "-f", Path.Combine(folder, "sshd_config")], folder, null));
        await Eventually.IsTrueAsync(() => AnswersAsync(port), "sshd answers");
        return server;
    }

    /// <summary>Ends it: nobody listens there any more.</summary>
    public async Task StopAsync()
    {
        await Command.MustAsync(["kill", "-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasEnded)
        {
            await StopAsync();
        }

        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task<bool> AnswersAsync(string port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));
            return await client.GetStream().ReadAsync(new byte[4]) == 4;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task WriteProgramAsync(string path, string script)
    {
        await File.WriteAllTextAsync(path, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
