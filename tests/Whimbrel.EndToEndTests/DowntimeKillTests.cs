namespace Whimbrel.EndToEndTests;

/// <summary>kill -9 around every line that a full downtime writes; then the run is taken up: page, replicas, privileges, schema and version row must be as they should.</summary>
public abstract class DowntimeKillTests(Servers servers)
{
    private const string Access = "SELECT coalesce(datacl::text, 'by default') || ' ' || datconnlimit FROM pg_database WHERE datname = current_database()";

    /// <param name="command">resume or abort.</param>
    protected async Task EverywhereAsync(string when, string command)
    {
        var server = await servers.MainAsync();
        var (first, last) = await LinesAsync(server);
        for (var line = first; line <= last; line++)
        {
            await using var shop = await ShopFront.OpenAsync();
            using var workspace = await MakeAsync(server);
            var set = shop.Settings.SelectMany(s => new[] { "--set", s }).ToArray();
            await new KillPoints(server, when).KillAsync(workspace, line, ["migrate", "--yes", "--quiet", "--skip", "backup", .. set]);
            var status = await workspace.RunAsync(["status", .. set]);
            // Whether a client is refused now is what its first line must say; just before and behind a reload it may lag.
            (status.Output.StartsWith("MAINTENANCE  the site is in maintenance since ", StringComparison.Ordinal) || !File.Exists(shop.MaintenanceFile)).ShouldBeTrue($"{when} line {line}: {status.All}");

            var taken = await workspace.RunAsync([command, "--quiet", .. set]);

            taken.ExitCode.ShouldBe(0, $"{when} line {line}: {taken.All}");
            (await shop.AskAsync(), shop.Replicas, File.Exists(shop.MaintenanceFile)).ShouldBe((200, "3", false), $"{when} line {line}");
            var isThere = command == "resume";
            (await workspace.Database.HasTableAsync("a"), await workspace.Database.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM schema_migrations WHERE version = '1')")).ShouldBe((isThere, isThere), $"{when} line {line}");
            (await workspace.Database.ScalarAsync<bool>("SELECT has_database_privilege('pg_monitor', current_database(), 'CONNECT')")).ShouldBeTrue($"{when} line {line}: {await workspace.Database.ScalarAsync<string>(Access)}");
            await workspace.ShouldHaveNoBackendAsync();
        }
    }

    private static async Task<Workspace> MakeAsync(PostgresServer server)
    {
        var workspace = await Workspace.CreateAsync(server);
        await workspace.Database.ExecuteAsync("CREATE TABLE schema_migrations (version text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())");
        workspace.WriteMigration("1_a", "-- whimbrel:downtime full\nCREATE TABLE a (id int);", "DROP TABLE a;");
        return workspace;
    }

    /// <summary>The lines of an undisturbed run's downtime.</summary>
    private static async Task<(int First, int Last)> LinesAsync(PostgresServer server)
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await MakeAsync(server);
        (await workspace.RunAsync(["migrate", "--yes", "--quiet", "--skip", "backup", .. shop.Settings.SelectMany(s => new[] { "--set", s })])).ShouldEndWith(0);
        return KillPoints.OfDowntime(workspace);
    }
}

/// <summary>Killed when a line is on disk, before what it announces.</summary>
public sealed class KillAfterALineOfADowntimeThenResumeTests(Servers servers) : DowntimeKillTests(servers)
{
    [Fact]
    public Task Ends_in_service_and_migrated() => EverywhereAsync("after", "resume");
}

/// <summary>Killed when the effect is there, before the line that reports it.</summary>
public sealed class KillBeforeALineOfADowntimeThenAbortTests(Servers servers) : DowntimeKillTests(servers)
{
    [Fact]
    public Task Ends_in_service_and_as_it_was() => EverywhereAsync("before", "abort");
}
