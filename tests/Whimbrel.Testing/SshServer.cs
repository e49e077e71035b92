using System.Globalization;

namespace Whimbrel.Testing;

/// <summary>An sshd of the test's own on the loopback interface, with its own keys, for the user who runs the tests.</summary>
public sealed class SshServer : IAsyncDisposable
{
    private readonly Started _process;
    private readonly string _keys;

    private SshServer(Started process, string keys, string folder, int port)
    {
        (_process, _keys, Folder, Port) = (process, keys, folder, port);
    }

    /// <summary>Where copies may go.</summary>
    public string Folder { get; }

    public int Port { get; }

    /// <summary>The keys of the configuration's backup that reach it.</summary>
    public IReadOnlyList<string> BackupKeys =>
    [
        $"offsite: '{Environment.UserName}@127.0.0.1:{Folder.Replace("'", "''", StringComparison.Ordinal)}'",
        $"ssh: [ {string.Join(", ", Ssh.Select(a => $"'{a}'"))} ]",
    ];

    /// <summary>The program that reaches it, with its options.</summary>
    public IReadOnlyList<string> Ssh => ["ssh", "-F", "none", "-p", Port.ToString(CultureInfo.InvariantCulture), "-i", $"{_keys}/client", "-o", $"UserKnownHostsFile={_keys}/known", "-o", "StrictHostKeyChecking=accept-new"];

    /// <param name="command">What runs instead of each command, which it finds in SSH_ORIGINAL_COMMAND; null for the command itself.</param>
    public static async Task<SshServer> StartAsync(string folder, string? command = null)
    {
        var (keys, port) = (Directory.CreateTempSubdirectory("whimbrel-sshd-").FullName, FreePort.Find());
        foreach (var name in new[] { "host", "client" })
        {
            await Whimbrel.Testing.Command.MustAsync(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(keys, name)]);
        }

        File.Copy(Path.Combine(keys, "client.pub"), Path.Combine(keys, "authorized"));
        if (command is not null)
        {
            var script = Path.Combine(keys, "instead");
            await File.WriteAllTextAsync(script, $"#!/bin/sh\n{command}\n");
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await File.WriteAllTextAsync(Path.Combine(keys, "config"), string.Create(CultureInfo.InvariantCulture, $"""
            ListenAddress 127.0.0.1
            Port {port}
            HostKey {keys}/host
            AuthorizedKeysFile {keys}/authorized
            PidFile none
            PasswordAuthentication no
            PermitRootLogin prohibit-password
            StrictModes no
            UsePAM no
            {(command is null ? "" : $"ForceCommand {keys}/instead")}

            """));
        Directory.CreateDirectory("/run/sshd");
        var process = Whimbrel.Testing.Command.Start(["/usr/sbin/sshd", "-D", "-e", "-f", Path.Combine(keys, "config")]);
        var server = new SshServer(process, keys, folder, port);
        await Eventually.IsTrueAsync(() => server.AnswersAsync(), "sshd answers");
        return server;
    }

    public ValueTask DisposeAsync()
    {
        _process.Dispose();
        Directory.Delete(_keys, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new System.Net.Sockets.TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
