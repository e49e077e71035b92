using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Whimbrel.Testing;

namespace Whimbrel.Bench;

/// <summary>Two million rows are given a new value while four clients read and write them: how long it takes, and what the clients wait.</summary>
internal sealed class BackfillBenchmark : IBenchmark
{
    private const int Accounts = 2_000_000;
    private const int Clients = 4;
    private const string Fill = "UPDATE accounts SET note = 'n' || id";
    private const string Loop = "DO $$ DECLARE i int := 0; BEGIN WHILE i < 2000000 LOOP UPDATE accounts SET note = 'n' || id WHERE id > i AND id <= i + 10000; COMMIT; i := i + 10000; END LOOP; END $$";

    private static readonly (string What, Func<Workspace, Task> Run)[] _ways =
    [
        ("nothing, for 8 s", _ => Task.Delay(TimeSpan.FromSeconds(8))),
        ("one UPDATE, psql", workspace => workspace.Database.ExecuteAsync(Fill)),
        ("a PL/pgSQL loop of 10,000", workspace => workspace.Database.ExecuteAsync(Loop)),
        ("whimbrel apply, in batches", workspace => WhimbrelAsync(workspace)),
    ];

    public string Name => "backfill";

    public async Task RunAsync()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools, "fsync = on", "max_wal_size = 4GB", "shared_buffers = 512MB");
        var rows = new List<BackfillRow>();
        foreach (var (what, run) in _ways)
            rows.Add(await MeasureAsync(server, what, run));
        Console.WriteLine($"backfill: {Accounts:N0} rows, {Clients} clients, on {Environment.ProcessorCount} processors");
        Console.WriteLine($"{"",-30} {"seconds",8} {"of one UPDATE",14} {"queries",8} {"p50 ms",8} {"p99 ms",8} {"slowest",8} {">100 ms",8}");
        foreach (var row in rows)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.What,-30} {row.Seconds,8:0.0} {row.Seconds / rows[1].Seconds,14:0.00} {row.Queries,8} {row.P50,8:0.0} {row.P99,8:0.0} {row.Slowest,8:0.0} {row.Over100,8}"));
        Directory.CreateDirectory(Corpus.Folder);
        await File.WriteAllTextAsync(Path.Combine(Corpus.Folder, $"{Name}.json"), JsonSerializer.Serialize(rows, BackfillJson.Default.ListBackfillRow));
    }

    private static async Task<BackfillRow> MeasureAsync(PostgresServer server, string what, Func<Workspace, Task> run)
    {
        using var workspace = await Workspace.CreateAsync(server);
        await ApplicationLoad.PrepareAsync(workspace.Database, Accounts);
        await workspace.Database.ExecuteAsync("ALTER TABLE accounts ADD COLUMN note text");
        await workspace.Database.ExecuteAsync("VACUUM ANALYZE accounts");
        await server.ExecuteAsync("postgres", "CHECKPOINT");
        using var load = new ApplicationLoad(workspace.Database, Clients, Accounts);
        await Task.Delay(TimeSpan.FromSeconds(1));
        var clock = Stopwatch.StartNew();
        await run(workspace);
        var seconds = clock.Elapsed.TotalSeconds;
        var times = await load.EndAsync();
        var filled = await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM accounts WHERE note = 'n' || id");
        return filled is 0 or Accounts
            ? new BackfillRow(what, seconds, times.Count, times[times.Count / 2], times[times.Count * 99 / 100], times[^1], times.Count(t => t > 100))
            : throw new InvalidOperationException($"{what} left rows: {filled} of {Accounts} are done");
    }

    private static async Task WhimbrelAsync(Workspace workspace)
    {
        workspace.WriteMigration("1_note", "SELECT 1;");
        workspace.Write("1_note_data.sql", $"-- whimbrel:batch accounts.id\n{Fill};\n");
        var ended = await workspace.RunAsync("apply", "--yes");
        if (ended.ExitCode != 0)
            throw new InvalidOperationException(ended.All);
        await Console.Error.WriteLineAsync(ended.Errors);
    }
}

/// <summary>How long it took, and what the clients saw; their times in milliseconds.</summary>
internal sealed record BackfillRow(string What, double Seconds, int Queries, double P50, double P99, double Slowest, int Over100);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(List<BackfillRow>))]
internal sealed partial class BackfillJson : JsonSerializerContext;
