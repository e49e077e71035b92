namespace Whimbrel.EndToEndTests;

/// <summary>A migration that says of itself that it has no way back.</summary>
public sealed class IrreversibleTests(Servers servers)
{
    [Fact]
    public async Task A_failed_verification_leaves_a_run_that_can_go_on()
    {
        using var workspace = await WithIrreversibleAsync();
        workspace.Write("1_gone_verify.sql", "SELECT false AS is_right;");

        var failed = await workspace.RunAsync("migrate", "--yes", "--accept-no-way-back", "1", "--skip", "backup");
        var resumed = await workspace.RunAsync("resume", "--skip", "verify");

        failed.ExitCode.ShouldBe(6, failed.All);
        failed.Errors.ShouldContain("left: 1 is applied, and no rollback script takes back all of it");
        failed.Errors.ShouldContain("'whimbrel resume' goes on");
        resumed.ExitCode.ShouldBe(0, resumed.All);
        (await workspace.RunAsync("status", "--json")).Output.ShouldContain("\"run\": null");
    }

    [Fact]
    public async Task A_mended_verify_script_is_taken_by_a_resume()
    {
        using var workspace = await WithIrreversibleAsync();
        workspace.Write("1_gone_verify.sql", "SELECT false AS is_right;");
        (await workspace.RunAsync("migrate", "--yes", "--accept-no-way-back", "1", "--skip", "backup")).ExitCode.ShouldBe(6);
        workspace.Write("1_gone_verify.sql", "SELECT true AS is_right;");

        var resumed = await workspace.RunAsync("resume");

        resumed.ExitCode.ShouldBe(0, resumed.All);
    }

    [Fact]
    public async Task An_abort_takes_back_what_it_can_and_says_what_stays()
    {
        using var workspace = await WithIrreversibleAsync();
        workspace.WriteMigration("2_fine", "CREATE TABLE fine (id int);", "DROP TABLE fine;");
        workspace.WriteMigration("3_broken", "SELECT 1/0;");
        (await workspace.RunAsync("migrate", "--yes", "--accept-no-way-back", "1", "--skip", "backup")).ExitCode.ShouldBe(6);

        var aborted = await workspace.RunAsync("abort");

        aborted.ExitCode.ShouldBe(0, aborted.All);
        aborted.Output.ShouldContain("aborted: what has no way back stays");
        (await workspace.Database.RowsAsync("SELECT version FROM schema_migrations")).ShouldBe(["1"]);
        (await workspace.Database.HasTableAsync("fine")).ShouldBeFalse();
        (await workspace.RunAsync("status", "--json")).Output.ShouldContain("\"run\": null");
        (await workspace.RunAsync("history")).Output.ShouldContain("none → 1");
    }

    [Fact]
    public async Task An_interruption_after_it_was_applied_goes_nowhere_and_says_so()
    {
        using var workspace = await WithIrreversibleAsync();
        workspace.WriteMigration("2_slow", "SELECT pg_sleep(60);");
        using var run = workspace.Start(null, "migrate", "--yes", "--accept-no-way-back", "1", "--skip", "backup");
        await workspace.Database.UntilRunningAsync("pg_sleep(60)");

        await Command.MustAsync(["kill", "-INT", run.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        var ended = await run.EndAsync(TimeSpan.FromSeconds(20));

        ended.ExitCode.ShouldBe(6, ended.All);
        ended.Errors.ShouldContain("there is no way back by scripts; left: 1 is applied");
        (await workspace.Database.RowsAsync("SELECT version FROM schema_migrations")).ShouldBe(["1"]);
    }

    private async Task<Workspace> WithIrreversibleAsync()
    {
        var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        workspace.Write("1_gone.sql", "-- whimbrel:irreversible \"the old rows are not kept\"\nCREATE TABLE gone (id int);\n");
        return workspace;
    }
}
