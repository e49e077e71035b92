namespace Whimbrel.EndToEndTests;

public sealed class ApplyTests(Servers servers)
{
    [Fact]
    public async Task Applies_what_is_pending_by_the_scripts_alone()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_next", "CREATE TABLE next (id int);", "DROP TABLE next;");

        var ended = await workspace.RunAsync("apply", "--json");

        ended.ShouldEndWith(0);
        var document = ended.Json();
        document.GetProperty("applied").EnumerateArray().Select(a => $"{a.GetProperty("version")} {a.GetProperty("name")}").ShouldBe([$"20240215 {Workspace.Migration}", "20240301 20240301_next"]);
        document.GetProperty("applied")[0].GetProperty("seconds").GetDouble().ShouldBeGreaterThan(0);
        await workspace.ShouldBeAtAsync("20240301");
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM user_preferences")).ShouldBe(200);
        workspace.BackupFiles().ShouldBeEmpty();
        var record = workspace.ShouldHaveEnded("done");
        record.GetProperty("command").GetString().ShouldBe("apply");
        record.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("name").GetString()!.Split(' ')[0]).Distinct(StringComparer.Ordinal).ShouldBe(["PrepareScripts", "ApplyMigration", "MigrateData", "RunVerifyScripts"]);
    }

    [Fact]
    public async Task Stops_at_the_version_that_was_asked_for_and_can_be_rolled_back()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_next", "CREATE TABLE next (id int);", "DROP TABLE next;");

        var ended = await workspace.RunAsync("apply", "--to", "20240215");

        ended.ShouldEndWith(0);
        ended.Output.ShouldContain($"Applied {Workspace.Migration} to ");
        await workspace.ShouldBeAtAsync("20240215");
        (await workspace.RunAsync("rollback", "--yes", "--skip", "backup")).ShouldEndWith(0);
        await workspace.ShouldBeAtAsync("20240201");
    }

    [Fact]
    public async Task Says_that_there_is_nothing_to_do()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        (await workspace.RunAsync("apply")).ShouldEndWith(0);

        var again = await workspace.RunAsync("apply");
        var json = await workspace.RunAsync("apply", "--json");

        again.ShouldEndWith(0);
        again.Output.ShouldStartWith("Nothing to do: ");
        json.ShouldEndWith(0);
        json.Json().GetProperty("applied").GetArrayLength().ShouldBe(0);
        workspace.Runs().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Takes_everything_back_when_a_script_fails()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + ".sql", "CREATE TABLE user_preferences (id int);\nSELECT 1 / 0;");

        var ended = await workspace.RunAsync("apply", "--json");

        ended.ShouldEndWith(5, $"{Workspace.Migration}.sql:2:1: division by zero");
        ended.Json().GetProperty("applied").GetArrayLength().ShouldBe(0);
        await workspace.ShouldBeUnmigratedAsync();
        workspace.ShouldHaveEnded("went back");
        File.Exists(Path.Combine(workspace.State, "database-migrations.log")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_destructive_script_wants_yes_and_is_never_asked_about()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_drop", "ALTER TABLE users DROP COLUMN last_seen_at;", "SELECT 1;");

        (await workspace.RunAsync("apply")).ShouldEndWith(4, "20240301_drop.sql", "--yes");
        await workspace.ShouldBeUntouchedAsync();
        (await workspace.RunAsync("apply", "--yes")).ShouldEndWith(0);

        await workspace.ShouldBeAtAsync("20240301");
        workspace.Record().GetProperty("confirmed").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Applies_what_migrate_would_do_in_a_downtime_and_stops_no_application()
    {
        using var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        workspace.ExtraConfig = "application: { commands: { stop: ['false'], start: ['false'], replicas: [echo, '1'] } }";
        workspace.WriteMigration("1_a", "-- whimbrel:downtime full\nCREATE TABLE a (id int);");

        (await workspace.RunAsync("apply")).ShouldEndWith(0);

        (workspace.Record().GetProperty("downtime").GetString(), await workspace.Database.HasTableAsync("a")).ShouldBe(("zero", true));
    }

    [Fact]
    public async Task A_run_that_stopped_behind_a_migration_is_shown_and_can_go_on_or_back()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_next", "SELECT 1 / count(*) FROM next;", "SELECT 1;");
        await workspace.Database.ExecuteAsync("CREATE TABLE next (id int)");

        var ended = await workspace.RunAsync("apply", "--json");

        ended.ShouldEndWith(6, "left: 20240215 is applied");
        ended.Json().GetProperty("applied").GetArrayLength().ShouldBe(1);
        (await workspace.RunAsync("status")).Output.ShouldContain("STOPPED  apply");
        await workspace.Database.ExecuteAsync("INSERT INTO next VALUES (1)");
        (await workspace.RunAsync("resume")).ShouldEndWith(0);
        workspace.ShouldHaveEnded("done");
        await workspace.ShouldBeAtAsync("20240301");
    }
}

/// <summary>kill -9 around every line of the journal of <c>apply</c>.</summary>
public sealed class KillApplyThenResumeTests(Servers servers) : KillTests(servers)
{
    [Theory]
    [InlineData("after")]
    [InlineData("before")]
    public Task Ends_as_an_undisturbed_run(string when) => ResumeEverywhereAsync(when, s => Workspace.CreateHostingAsync(s), ["apply", "--quiet"]);
}
