using System.Globalization;

namespace Whimbrel.EndToEndTests;

/// <summary>A data migration in batches, killed from outside: whatever happens, each row is done exactly once in the end.</summary>
public sealed class BatchFaultTests(Servers servers)
{
    private const string Batches = "-- whimbrel:batch walked.id\nUPDATE walked SET n = n + 1;\n";

    [Fact]
    public async Task Killed_again_and_again_it_does_each_row_once()
    {
        using var workspace = await WalkedAsync(await servers.MainAsync(), 60_000);
        var killed = 0;
        for (var attempt = 0; attempt < 6; attempt++)
        {
            using var run = workspace.Start(null, attempt == 0 ? ["migrate", "--yes", "--skip", "backup", "--set", "data.batch_target=5ms"] : ["resume", "--set", "data.batch_target=5ms"]);
            var before = await DoneAsync(workspace);
            await Eventually.IsTrueAsync(async () => run.HasEnded || await DoneAsync(workspace) > before, "a batch is done");
            if (run.HasEnded)
            {
                break;
            }

            await Task.Delay(attempt * 7);
            await SignalAsync("KILL", run);
            await run.EndAsync();
            killed++;
        }

        (await workspace.RunAsync("resume")).ExitCode.ShouldBeOneOf([0, 4]);

        killed.ShouldBeGreaterThan(1);
        await ShouldBeDoneOnceAsync(workspace, 60_000);
        workspace.ShouldHaveEnded("done");
    }

    [Fact]
    public async Task A_server_that_crashes_on_the_way_is_taken_up_when_it_is_back()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools, "fsync = on");
        using var workspace = await WalkedAsync(server, 60_000);
        using var run = workspace.Start(null, "migrate", "--yes", "--skip", "backup", "--set", "data.batch_target=5ms");
        await Eventually.IsTrueAsync(async () => await DoneAsync(workspace) > 0, "a batch is done");

        await server.StopAsync("immediate");
        (await run.EndAsync(TimeSpan.FromSeconds(30))).ShouldEndWith(6, "'whimbrel resume' goes on");
        await server.BootAsync();
        var done = await DoneAsync(workspace);
        done.ShouldBeInRange(1, 60_000);
        (await workspace.Database.ScalarAsync<long>("SELECT rows FROM whimbrel.batches")).ShouldBe(done);

        (await workspace.RunAsync("resume")).ShouldEndWith(0);
        await ShouldBeDoneOnceAsync(workspace, 60_000);
    }

    [Fact]
    public async Task An_interruption_keeps_what_is_done_and_says_how_far_it_came()
    {
        using var workspace = await WalkedAsync(await servers.MainAsync(), 60_000);
        using var run = workspace.Start(null, "migrate", "--yes", "--skip", "backup", "--set", "data.batch_target=5ms");
        await Eventually.IsTrueAsync(async () => await DoneAsync(workspace) > 0, "a batch is done");

        await SignalAsync("INT", run);
        var ended = await run.EndAsync(TimeSpan.FromSeconds(15));

        ended.ExitCode.ShouldBeOneOf([6, 130]);
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM walked WHERE n > 1")).ShouldBe(0);
        await workspace.ShouldHaveNoBackendAsync();
    }

    [Fact]
    public async Task A_full_disk_ends_it_with_the_batches_that_went_through()
    {
        await using var server = await PostgresServer.StartAsync(Servers.WithTools);
        using var workspace = await WalkedAsync(server, 60_000);
        var folder = Directory.CreateTempSubdirectory("whimbrel-disk-").FullName;
        await using var disk = await SmallDisk.MountAsync(folder, 8_000);
        var space = Directory.CreateDirectory(Path.Combine(folder, "space")).FullName;
        await Command.MustAsync(["chown", "postgres", space]);
        await server.ExecuteAsync("postgres", $"CREATE TABLESPACE small LOCATION '{space}'");
        await server.ExecuteAsync("postgres", $"GRANT CREATE ON TABLESPACE small TO {PostgresServer.Role}");
        await workspace.Database.ExecuteAsync("ALTER TABLE walked ADD COLUMN filler text NOT NULL DEFAULT repeat('x', 100), SET TABLESPACE small");
        await workspace.Database.ExecuteAsync("UPDATE walked SET filler = filler WHERE id = 1");
        workspace.Write(Workspace.Migration + "_data.sql", "-- whimbrel:batch walked.id\nUPDATE walked SET n = n + 1, filler = repeat('y', 100);\n");

        var failed = await workspace.RunAsync("migrate", "--yes", "--skip", "backup");

        failed.Errors.ShouldContain("No space left", Case.Sensitive, failed.Errors);
        failed.ShouldEndWith(6, "No space left on device (SQLSTATE 53100", "rows) are committed, the running one was rolled back", "free space on the server");
        (await DoneAsync(workspace)).ShouldBe(await workspace.Database.ScalarAsync<long>("SELECT rows FROM whimbrel.batches"));
        await disk.GrowAsync(200_000);
        (await workspace.RunAsync("resume")).ShouldEndWith(0);
        await ShouldBeDoneOnceAsync(workspace, 60_000);
    }

    private static async Task<Workspace> WalkedAsync(PostgresServer server, int rows)
    {
        var workspace = await Workspace.CreateHostingAsync(server);
        await workspace.Database.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"CREATE TABLE walked (id bigint PRIMARY KEY, n bigint NOT NULL DEFAULT 0); INSERT INTO walked SELECT n FROM generate_series(1, {rows}) n"));
        workspace.Write(Workspace.Migration + "_data.sql", Batches);
        File.Delete(Path.Combine(workspace.Migrations, Workspace.Migration + "_verify.sql"));
        return workspace;
    }

    private static Task<long> DoneAsync(Workspace workspace) => workspace.Database.ScalarAsync<long>("SELECT count(*) FROM walked WHERE n > 0");

    private static async Task ShouldBeDoneOnceAsync(Workspace workspace, int rows) =>
        (await workspace.Database.RowsAsync("SELECT n, count(*) FROM walked GROUP BY n")).ShouldBe([string.Create(CultureInfo.InvariantCulture, $"1|{rows}")]);

    private static Task SignalAsync(string signal, Started run) => Command.MustAsync(["kill", $"-{signal}", run.Id.ToString(CultureInfo.InvariantCulture)]);
}
