using System.Collections;
using System.Globalization;
using Whimbrel.Engine.Postgres;
using Whimbrel.Testing;

namespace Whimbrel.Bench;

/// <summary>The fingerprint of a schema of 5,000 tables, by which a rollback and a restore are proved; beside pg_dump of the same schema.</summary>
internal sealed class FingerprintBenchmark : IBenchmark
{
    private const int Tables = 5000;
    private const int Runs = 5;

    public string Name => "fingerprint";

    public async Task RunAsync()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools, "max_locks_per_transaction = 512", "shared_buffers = '256MB'");
        using var workspace = await Workspace.CreateAsync(server);
        await ManyTables.CreateAsync(workspace.Database, Tables);
        await BesidePsql.AlternateAsync(
            Name,
            Runs,
            null,
            ("pg_dump --schema-only", () => Task.FromResult(Dump(server, workspace))),
            ("fingerprint, in a process of its own", () => Task.FromResult(Measured.Run([0], Environment.ProcessPath!, "fingerprint", workspace.Database.Url, Path.Combine(workspace.Folder, "password")))));
    }

    /// <summary>As a child.</summary>
    internal static async Task<int> ReadAsync(string url, string passwordFile)
    {
        var address = ServerAddress.Parse(url, new Hashtable()) with { PasswordFile = passwordFile };
        await using var database = await Database.ConnectAsync(address, "whimbrel bench", TimeSpan.FromSeconds(1), CancellationToken.None);
        await using var session = await database.OpenForScriptAsync(CancellationToken.None);
        return (await Fingerprint.ReadAsync(session, CancellationToken.None)).Objects.Count > Tables ? 0 : 1;
    }

    private static Measured Dump(PostgresServer server, Workspace workspace) => Measured.Run(
        [0],
        "env", "PGHOST=127.0.0.1", $"PGPORT={server.Port.ToString(CultureInfo.InvariantCulture)}", $"PGUSER={PostgresServer.Role}", $"PGPASSWORD={PostgresServer.RolePassword}", "/usr/lib/postgresql/15/bin/pg_dump", "--schema-only", workspace.Database.Name);
}
