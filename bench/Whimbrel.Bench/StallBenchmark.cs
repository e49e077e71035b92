using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Whimbrel.Testing;

namespace Whimbrel.Bench;

/// <summary>What an application's queries wait while ALTER TABLE … ADD COLUMN comes upon a report of eight seconds.</summary>
internal sealed class StallBenchmark : IBenchmark
{
    private const int Accounts = 100_000;
    private const string AddColumn = "ALTER TABLE accounts ADD COLUMN note text";

    private static readonly TimeSpan _reportTakes = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan _settle = TimeSpan.FromSeconds(1);

    /// <summary>A bounded wait in a loop, as it is written by hand.</summary>
    private const string Loop = "until psql -X -q -c \"SET lock_timeout = '50ms'\" -c \"$0\" 2>/dev/null; do sleep 0.1; done";

    private static readonly (string What, Func<Workspace, Task>? Migrate)[] _ways =
    [
        ("no migration", null),
        ("whimbrel migrate", workspace => WhimbrelAsync(workspace)),
        ("psql, lock_timeout 50 ms, again and again", workspace => PsqlAsync(workspace, ["bash", "-c", Loop, AddColumn])),
        ("psql", workspace => PsqlAsync(workspace, ["psql", "-X", "-q", "-c", AddColumn])),
    ];

    public string Name => "stall";

    public async Task RunAsync()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools);
        var rows = new List<StallRow>();
        foreach (var clients in new[] { 4, 16 })
        {
            foreach (var (what, migrate) in _ways)
                rows.Add(await MeasureAsync(server, $"{what}, {clients} clients", clients, migrate));
        }

        Console.WriteLine($"stall: a report of {_reportTakes.TotalSeconds:0} s, on {Environment.ProcessorCount} processors");
        Console.WriteLine($"{"",-56} {"queries",8} {"p50 ms",8} {"p99 ms",8} {"slowest",8} {">100 ms",8} {"done after the report, s",24}");
        foreach (var row in rows)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.What,-56} {row.Queries,8} {row.P50,8:0.0} {row.P99,8:0.0} {row.Slowest,8:0.0} {row.Over100,8} {row.DoneAfterReport,24:0.00}"));
        Directory.CreateDirectory(Corpus.Folder);
        await File.WriteAllTextAsync(Path.Combine(Corpus.Folder, $"{Name}.json"), JsonSerializer.Serialize(rows, StallJson.Default.ListStallRow));
    }

    private static async Task<StallRow> MeasureAsync(PostgresServer server, string what, int clients, Func<Workspace, Task>? migrate)
    {
        var workspace = await Workspace.CreateAsync(server);
        try
        {
            return await MeasureAsync(workspace, what, clients, migrate);
        }
        finally
        {
            workspace.Dispose();
        }
    }

    private static async Task<StallRow> MeasureAsync(Workspace workspace, string what, int clients, Func<Workspace, Task>? migrate)
    {
        var database = workspace.Database;
        await ApplicationLoad.PrepareAsync(database, Accounts);
        using var load = new ApplicationLoad(database, clients, Accounts);
        await Task.Delay(_settle, CancellationToken.None);
        var reporting = ReportAsync(database);
        await Task.Delay(_settle, CancellationToken.None);
        var migrating = migrate?.Invoke(workspace) ?? reporting;
        await reporting;
        var ended = Stopwatch.GetTimestamp();
        await migrating;
        var after = Stopwatch.GetElapsedTime(ended);
        await Task.Delay(_settle, CancellationToken.None);
        var times = await load.EndAsync();
        return new StallRow(what, times.Count, times[times.Count / 2], times[times.Count * 99 / 100], times[^1], times.Count(t => t > 100), migrate is null ? 0 : after.TotalSeconds);
    }

    private static async Task ReportAsync(TestDatabase database)
    {
        await database.ExecuteAsync($"BEGIN; SELECT count(*) FROM accounts; SELECT pg_sleep({_reportTakes.TotalSeconds - 0.1}); COMMIT");
    }

    private static async Task WhimbrelAsync(Workspace workspace)
    {
        workspace.WriteMigration("1_note", $"{AddColumn};", "ALTER TABLE accounts DROP COLUMN note;");
        var ended = await workspace.RunAsync("migrate", "--yes", "--skip", "backup", "--skip", "watch");
        if (ended.ExitCode != 0)
            throw new InvalidOperationException(ended.All);
    }

    private static Task PsqlAsync(Workspace workspace, string[] command) => Command.MustAsync(command, null, new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["PGHOST"] = "127.0.0.1",
        ["PGPORT"] = workspace.Database.Server.Port.ToString(CultureInfo.InvariantCulture),
        ["PGUSER"] = PostgresServer.Role,
        ["PGPASSWORD"] = PostgresServer.RolePassword,
        ["PGDATABASE"] = workspace.Database.Name,
    });
}

/// <summary>What the clients saw; times in milliseconds.</summary>
internal sealed record StallRow(string What, int Queries, double P50, double P99, double Slowest, int Over100, double DoneAfterReport);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(List<StallRow>))]
internal sealed partial class StallJson : JsonSerializerContext;
