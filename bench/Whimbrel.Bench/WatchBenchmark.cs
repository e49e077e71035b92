using System.Diagnostics;
using System.Globalization;
using Whimbrel.Testing;

namespace Whimbrel.Bench;

/// <summary>What the watch after a migration costs a server that has 5,000 tables and 5,000 queries in pg_stat_statements; beside the same server with nobody on it.</summary>
internal sealed class WatchBenchmark : IBenchmark
{
    private const int Tables = 5000;
    private const int Runs = 3;

    private static readonly TimeSpan _window = TimeSpan.FromSeconds(40);

    public string Name => "watch";

    public async Task RunAsync()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools, "max_locks_per_transaction = 512", "shared_buffers = '256MB'");
        using var workspace = await Workspace.CreateAsync(server);
        await server.ExecuteAsync(workspace.Database.Name, "CREATE EXTENSION pg_stat_statements");
        await ManyTables.CreateAsync(workspace.Database, Tables);
        await AskEachAsync(workspace.Database);
        await using var health = new HealthAddress();
        workspace.ExtraConfig = $"application: {{ health: '{health.Url}' }}";
        workspace.WriteConfig();
        var (alone, watched) = (new List<Measured>(), new List<Measured>());
        for (var run = 1; run <= Runs; run++)
        {
            alone.Add(await MeasureAsync(server, Process.GetCurrentProcess()));
            watched.Add(await WatchAsync(server, workspace, run));
        }

        BenchmarkTable.Write(Name, [new BenchmarkRow("the server, nobody on it", alone, null), new BenchmarkRow("the server while whimbrel watches", watched, null)]);
        var share = watched.Zip(alone, (w, a) => (w.CpuSeconds - a.CpuSeconds) / w.Seconds).Order().ElementAt(Runs / 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the watch's own load on the server: {share:0.00 %} of one processor"));
    }

    /// <summary>Each table by a query of its own: one that is not like another.</summary>
    private static async Task AskEachAsync(TestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        for (var n = 1; n <= Tables; n++)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM t{n} WHERE id = 1");
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<Measured> WatchAsync(PostgresServer server, Workspace workspace, int number)
    {
        workspace.Write(string.Create(CultureInfo.InvariantCulture, $"{number}_comment.sql"), $"COMMENT ON TABLE t1 IS 'seen {number}';");
        using var migrating = Process.Start(new ProcessStartInfo(Corpus.Whimbrel, ["migrate", "--yes", "--quiet", "--skip", "backup", "--set", "watch.baseline=5s", "--watch", "10min", "--config", workspace.Config]))!;
        while (!(workspace.Runs() is [var newest, ..] && await HasBegunToWatchAsync(newest)))
        {
            if (migrating.HasExited)
                throw new InvalidOperationException($"whimbrel migrate ended with {migrating.ExitCode}");
            await Task.Delay(100);
        }

        var measured = await MeasureAsync(server, migrating);
        await Command.MustAsync(["kill", "-INT", migrating.Id.ToString(CultureInfo.InvariantCulture)]);
        await migrating.WaitForExitAsync();
        return measured;
    }

    private static async Task<bool> HasBegunToWatchAsync(string run)
    {
        var journal = Path.Combine(run, "journal.jsonl");
        return File.Exists(journal) && (await File.ReadAllTextAsync(journal)) is var text && text.Contains("\"Intent\",\"step\":\"WatchApplication\"", StringComparison.Ordinal) && !text.Contains("\"event\":\"End\"", StringComparison.Ordinal);
    }

    /// <summary>The server's CPU time during the window, and the largest memory of the process beside it.</summary>
    private static async Task<Measured> MeasureAsync(PostgresServer server, Process beside)
    {
        var (clock, before) = (Stopwatch.StartNew(), server.CpuSeconds());
        await Task.Delay(_window);
        beside.Refresh();
        return new Measured(clock.Elapsed.TotalSeconds, server.CpuSeconds() - before, beside.PeakWorkingSet64 / 1024.0 / 1024.0);
    }
}
