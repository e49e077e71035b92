using Npgsql;

namespace Whimbrel.EndToEndTests;

public sealed class AssessTests(Servers servers)
{
    [Fact]
    public async Task A_session_that_is_idle_in_a_transaction_is_a_warning()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var idle = await BeginAsync(workspace, "SELECT count(*) FROM users");
        await Task.Delay(1100);

        var finding = (await workspace.RunAsync("assess", "--json")).Json().GetProperty("findings").EnumerateArray().Single(f => f.GetProperty("name").GetString() == "idle-in-transaction");
        var migrated = await workspace.RunAsync("migrate", "--yes");

        finding.GetProperty("severity").GetString().ShouldBe("Warning");
        finding.GetProperty("message").GetString()!.ShouldContain($"pid {idle.ProcessID} (hosting_user, test) is idle in a transaction");
        migrated.ShouldEndWith(0, "idle-in-transaction: pid ");
    }

    [Fact]
    public async Task A_lock_that_is_waited_for_stops_the_run_unless_it_is_skipped_by_name()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await workspace.Database.ExecuteAsync("CREATE TABLE elsewhere (id int)");
        await using var holder = await BeginAsync(workspace, "LOCK TABLE elsewhere IN EXCLUSIVE MODE");
        await using var waiting = await workspace.Database.OpenAsync();
        await using var command = new NpgsqlCommand("INSERT INTO elsewhere VALUES (1)", waiting);
        var wait = command.ExecuteNonQueryAsync();
        await Task.Delay(1200);

        var refused = await workspace.RunAsync("migrate", "--yes");
        await workspace.ShouldBeUnmigratedAsync();
        workspace.BackupFiles().ShouldBeEmpty();
        workspace.ShouldHaveEnded("went back").GetProperty("exitCode").GetInt32().ShouldBe(4);
        var skipped = await workspace.RunAsync("migrate", "--yes", "--skip", "blocking-locks", "--skip", "watch");

        refused.ShouldEndWith(4, $"blocking-locks: pid {waiting.ProcessID} (hosting_user) has waited", "elsewhere", $"blocked by pid {holder.ProcessID}", "HINT: let the blocker end", "--skip blocking-locks");
        skipped.ShouldEndWith(0, "(skipped by name)");
        workspace.ShouldHaveEnded("done").GetProperty("skipped")[0].GetString().ShouldBe("blocking-locks");
        await holder.DisposeAsync();
        (await wait).ShouldBe(1);
    }

    [Fact]
    public async Task Too_little_free_disk_stops_the_run_and_names_the_disk()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());

        var ended = await workspace.RunAsync("migrate", "--yes", "--set", "backup.minimum_free=99.99%");

        ended.ShouldEndWith(4, "disk-backup: ", $"% of the disk of {workspace.Backups} is free", "disk-data: ", $"% of the disk of {workspace.Database.Server.DataFolder} is free", "--skip disk-data --skip disk-backup");
        workspace.BackupFiles().ShouldBeEmpty();
        await workspace.ShouldBeUnmigratedAsync();
    }

    [Fact]
    public async Task The_assessment_tells_sizes_sessions_and_disks_and_changes_nothing()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        var before = await workspace.Database.FingerprintAsync();

        var text = await workspace.RunAsync("assess");
        var facts = (await workspace.RunAsync("assess", "--json")).Json();

        text.ShouldEndWith(0);
        text.Output.ShouldContain("Largest tables");
        text.Output.ShouldContain("public.users", Case.Sensitive, text.All);
        facts.GetProperty("serverVersion").GetString()!.ShouldStartWith("15.");
        facts.GetProperty("databaseBytes").GetInt64().ShouldBeGreaterThan(1_000_000);
        facts.GetProperty("tables")[0].GetProperty("name").GetString().ShouldBe("users");
        facts.GetProperty("connections").GetInt32().ShouldBeGreaterThan(0);
        facts.GetProperty("longQueries").GetArrayLength().ShouldBe(0);
        facts.GetProperty("locks").GetArrayLength().ShouldBe(0);
        facts.GetProperty("disk").GetProperty("freePercent").GetDouble().ShouldBeInRange(0.1, 100);
        (await workspace.Database.FingerprintAsync()).ShouldBe(before);
    }

    private static async Task<NpgsqlConnection> BeginAsync(Workspace workspace, string statement)
    {
        var connection = await workspace.Database.OpenAsync();
        await using var command = new NpgsqlCommand($"BEGIN; {statement}", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
