using System.Globalization;
using Whimbrel.Testing;

namespace Whimbrel.Bench;

/// <summary>The runbook's example rehearsed on a backup of 1 GB, beside the restore of that backup alone.</summary>
internal sealed class RehearsalBenchmark : IBenchmark
{
    private const int Runs = 3;

    public string Name => "rehearsal";

    public async Task RunAsync()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools, "fsync = off", "max_wal_size = '4GB'");
        using var workspace = await LargeDatabase.CreateAsync(server);
        BesidePsql.Whimbrel(workspace, "backup");
        var archive = Directory.EnumerateFiles(workspace.Backups, "*.dump").Single();
        await BesidePsql.AlternateAsync(
            Name,
            Runs,
            null,
            ("pg_restore -j2", () => RestoreAsync(server, archive)),
            ("whimbrel rehearse --backup", () => Task.FromResult(BesidePsql.Whimbrel(workspace, "rehearse", "--backup", archive, "--set", "rehearsal.on=throwaway"))));
    }

    internal static async Task<Measured> RestoreAsync(PostgresServer server, string archive)
    {
        var target = await server.CreateDatabaseAsync();
        var measured = Measured.Run(
            [0],
            [
                "env", "PGHOST=127.0.0.1", $"PGPORT={server.Port.ToString(CultureInfo.InvariantCulture)}", "PGUSER=postgres", $"PGPASSWORD={PostgresServer.AdminPassword}",
                "/usr/lib/postgresql/15/bin/pg_restore", "-j2", "--exit-on-error", "-d", target.Name, archive,
            ]);
        await server.ExecuteAsync("postgres", $"DROP DATABASE {target.Name}");
        return measured;
    }
}
