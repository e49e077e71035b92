namespace Whimbrel.EndToEndTests;

/// <summary>kill -9 around every line of a real run's journal; then the run is taken up, and must end as if nothing had happened.</summary>
public abstract class KillTests(Servers servers)
{
    private static readonly string[] _migrate = ["migrate", "--yes", "--quiet"];

    protected Task ResumeEverywhereAsync(string when) => ResumeEverywhereAsync(when, s => Workspace.CreateHostingAsync(s), _migrate);

    /// <param name="make">A workspace that is ready for <paramref name="command"/>.</param>
    protected async Task ResumeEverywhereAsync(string when, Func<PostgresServer, Task<Workspace>> make, string[] command)
    {
        var server = await servers.MainAsync();
        using var undisturbed = await make(server);
        (await undisturbed.RunAsync(command)).ExitCode.ShouldBe(0);
        var (lines, expected) = (KillPoints.Lines(undisturbed), await StateAsync(undisturbed));
        await new KillPoints(server, when).ForEachAsync(lines, make, command, async (workspace, line) =>
        {
            var isOver = when == "after" && line == lines;
            var resumed = await workspace.RunAsync("resume", "--quiet");
            resumed.ExitCode.ShouldBe(IsBegun(when, line) && !isOver ? 0 : 4, $"{when} line {line}: {resumed.All}");
            if (!IsBegun(when, line))
            {
                (await workspace.RunAsync(command)).ExitCode.ShouldBe(0, $"{when} line {line}");
            }

            (await StateAsync(workspace)).ShouldBe(expected, $"{when} line {line}");
            await AssertNothingIsOpenAsync(workspace);
        });
    }

    protected async Task AbortEverywhereAsync(string when)
    {
        var server = await servers.MainAsync();
        using var undisturbed = await Workspace.CreateHostingAsync(server);
        var before = await undisturbed.Database.FingerprintAsync();
        (await undisturbed.RunAsync(_migrate)).ExitCode.ShouldBe(0);
        var lines = KillPoints.Lines(undisturbed);
        await new KillPoints(server, when).ForEachAsync(lines, s => Workspace.CreateHostingAsync(s), _migrate, async (workspace, line) =>
        {
            var isOver = when == "after" && line == lines;
            var aborted = await workspace.RunAsync("abort", "--quiet");
            aborted.ExitCode.ShouldBe(IsBegun(when, line) && !isOver ? 0 : 4, $"{when} line {line}: {aborted.All}");
            if (!isOver)
            {
                (await WithoutOwnTablesAsync(workspace)).ShouldBe(before, $"{when} line {line}");
                Directory.EnumerateFiles(workspace.Backups, "*.partial").ShouldBeEmpty();
            }

            await AssertNothingIsOpenAsync(workspace);
        });
    }

    private static bool IsBegun(string when, int line) => when == "after" || line > 1;

    private static async Task AssertNothingIsOpenAsync(Workspace workspace)
    {
        var status = await workspace.RunAsync("status", "--json");
        status.Output.ShouldContain("\"run\": null");
        await workspace.ShouldHaveNoBackendAsync();
    }

    /// <summary>Schema, rows, version table, history, files: what an undisturbed run leaves, without its times and names.</summary>
    private static async Task<string> StateAsync(Workspace workspace) => string.Join('\n', [
        await workspace.Database.FingerprintAsync(),
        .. await workspace.Database.RowsAsync("SELECT version, name, direction, data_migrated_at IS NOT NULL FROM whimbrel.history ORDER BY id"),
        $"progress {await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM whimbrel.progress")}",
        .. Directory.EnumerateFiles(workspace.Backups).Select(f => f[f.IndexOf(".dump", StringComparison.Ordinal)..]).Order(StringComparer.Ordinal),
        $"backups read back {Directory.EnumerateFiles(workspace.Backups, "*.dump").Count()}",
        $"records {workspace.Runs().Count(r => File.Exists(Path.Combine(r, "record.json")) && File.Exists(Path.Combine(r, "record.md")))}",
        $"log entries {Count(Path.Combine(workspace.State, "database-migrations.log"), "Status: SUCCESS")}",
        $"history lines {Count(Path.Combine(workspace.State, "database-schema-history.md"), "Schema Version: 20240215")}",
    ]);

    /// <summary>The operator's schema and rows; Whimbrel's own history of the run may stay.</summary>
    private static async Task<string> WithoutOwnTablesAsync(Workspace workspace)
    {
        await workspace.Database.ExecuteAsync("DROP SCHEMA IF EXISTS whimbrel CASCADE");
        return await workspace.Database.FingerprintAsync();
    }

    private static int Count(string file, string text) => File.Exists(file) ? File.ReadAllText(file).Split(text).Length - 1 : 0;
}

/// <summary>Killed when a line is on disk, before what it announces.</summary>
public sealed class KillAfterALineThenResumeTests(Servers servers) : KillTests(servers)
{
    [Fact]
    public Task Ends_as_an_undisturbed_run() => ResumeEverywhereAsync("after");
}

/// <summary>Killed when the effect is there, before the line that reports it.</summary>
public sealed class KillBeforeALineThenResumeTests(Servers servers) : KillTests(servers)
{
    [Fact]
    public Task Ends_as_an_undisturbed_run() => ResumeEverywhereAsync("before");
}

/// <summary>Killed in the middle of a line.</summary>
public sealed class KillWithinALineThenResumeTests(Servers servers) : KillTests(servers)
{
    [Fact]
    public Task Ends_as_an_undisturbed_run() => ResumeEverywhereAsync("torn");
}

/// <summary>Killed when a line is on disk, and given up.</summary>
public sealed class KillAfterALineThenAbortTests(Servers servers) : KillTests(servers)
{
    [Fact]
    public Task Leaves_everything_as_it_was() => AbortEverywhereAsync("after");
}

/// <summary>Killed when the effect is there, before the line that reports it, and given up.</summary>
public sealed class KillBeforeALineThenAbortTests(Servers servers) : KillTests(servers)
{
    [Fact]
    public Task Leaves_everything_as_it_was() => AbortEverywhereAsync("before");
}

/// <summary>A script that is no single transaction: an index built concurrently between two parts that may be done once only.</summary>
public sealed class KillWithinAScriptOfSeveralPartsTests(Servers servers) : KillTests(servers)
{
    [Fact]
    public Task Does_no_part_twice_and_leaves_no_invalid_index() => ResumeEverywhereAsync("before", MakeAsync, ["migrate", "--yes", "--quiet", "--skip", "backup"]);

    private static async Task<Workspace> MakeAsync(PostgresServer server)
    {
        var workspace = await Workspace.CreateHostingAsync(server);
        foreach (var file in Directory.EnumerateFiles(workspace.Migrations, "20240215*"))
        {
            File.Delete(file);
        }

        workspace.WriteMigration(
            "20240215_index_users",
            "CREATE TABLE audit (what text);\nCREATE INDEX CONCURRENTLY users_theme ON users (theme);\nINSERT INTO audit VALUES ('indexed');\n",
            "DROP INDEX CONCURRENTLY users_theme;\nDROP TABLE audit;\n");
        return workspace;
    }
}

/// <summary>A rollback is a run like any other.</summary>
public sealed class KillDuringARollbackTests(Servers servers) : KillTests(servers)
{
    [Fact]
    public Task Ends_as_an_undisturbed_rollback() => ResumeEverywhereAsync(
        "before",
        async server =>
        {
            var workspace = await Workspace.CreateHostingAsync(server);
            (await workspace.RunAsync("migrate", "--yes", "--quiet", "--skip", "backup")).ExitCode.ShouldBe(0);
            return workspace;
        },
        ["rollback", "--yes", "--quiet", "--skip", "backup"]);
}
