using System.Globalization;
using Whimbrel.Testing;

namespace Whimbrel.Bench;

/// <summary>A backup of 1 GB that is read back and copied through ssh with its hash computed there; beside the runbook's own lines, which prove nothing. And its restore, beside pg_restore.</summary>
internal sealed class BackupBenchmark : IBenchmark
{
    private const int Runs = 3;
    private const string Programs = "/usr/lib/postgresql/15/bin/";

    public string Name => "backup";

    public async Task RunAsync()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools, "fsync = on", "max_wal_size = '4GB'");
        using var workspace = await LargeDatabase.CreateAsync(server);
        await using var ssh = await SshServer.StartAsync(Directory.CreateDirectory(Path.Combine(workspace.Folder, "there")).FullName);
        workspace.BackupKeys = ssh.BackupKeys;
        var byHand = Path.Combine(workspace.Backups, "by-hand.dump");
        await BesidePsql.AlternateAsync(
            Name,
            Runs,
            null,
            ("pg_dump -Fc; pg_restore --list; rsync", () => Task.FromResult(ByHand(server, workspace, ssh, byHand))),
            ("whimbrel backup, read back, copied, hashed", () => Task.FromResult(BesidePsql.Whimbrel(workspace, "backup"))));
        var ours = Directory.EnumerateFiles(workspace.Backups, "postgres-*.dump").Max(StringComparer.Ordinal)!;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"size: {new FileInfo(byHand).Length / 1e6:0} MB by hand, {new FileInfo(ours).Length / 1e6:0} MB: ratio {(double)new FileInfo(ours).Length / new FileInfo(byHand).Length:0.00}"));
        await server.ExecuteAsync("postgres", "ALTER ROLE hosting_user CREATEDB");
        await BesidePsql.AlternateAsync(
            "restore",
            Runs,
            null,
            ("pg_restore -j2", () => RehearsalBenchmark.RestoreAsync(server, ours)),
            ("whimbrel restore, compared and swapped", () => Task.FromResult(BesidePsql.Whimbrel(workspace, "restore", ours, "--yes", "--jobs", "2"))));
    }

    private static Measured ByHand(PostgresServer server, Workspace workspace, SshServer ssh, string file) => Measured.Run(
        [0],
        [
            "env", "PGHOST=127.0.0.1", $"PGPORT={server.Port.ToString(CultureInfo.InvariantCulture)}", $"PGUSER={PostgresServer.Role}", $"PGPASSWORD={PostgresServer.RolePassword}", $"PGDATABASE={workspace.Database.Name}",
            "sh", "-c", $"set -e; {Programs}pg_dump -Fc -b > \"$1\"; {Programs}pg_restore --list \"$1\"; rsync -a -e \"$2\" \"$1\" \"$3@127.0.0.1:$4/\"", "sh", file, string.Join(' ', ssh.Ssh), Environment.UserName, ssh.Folder,
        ]);
}
