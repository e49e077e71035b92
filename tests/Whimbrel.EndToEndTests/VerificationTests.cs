namespace Whimbrel.EndToEndTests;

public sealed class VerificationTests(Servers servers)
{
    [Fact]
    public async Task A_false_row_of_the_verify_script_stops_the_run_and_the_migration_stands()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + "_verify.sql", "SELECT true AS fine;\nSELECT count(*) = 0 AS nobody_has_preferences FROM user_preferences;\n");

        var stopped = await workspace.RunAsync("migrate", "--yes");
        var status = await workspace.RunAsync("status");
        var again = await workspace.RunAsync("resume");
        var resumed = await workspace.RunAsync("resume", "--skip", "verify");

        stopped.ShouldEndWith(6, $"{Workspace.Migration}_verify.sql:2: ", "not true: nobody_has_preferences = f", "left: 20240215 is applied", "HINT: mend what they name and run 'whimbrel resume' (or 'whimbrel resume --skip verify')");
        status.Output.ShouldContain("STOPPED  migrate ");
        status.Output.ShouldContain("'whimbrel resume' goes on, 'whimbrel abort' goes back");
        again.ShouldEndWith(6, "not true: nobody_has_preferences = f");
        resumed.ShouldEndWith(0);
        workspace.ShouldHaveEnded("done").GetProperty("skipped")[0].GetString().ShouldBe("verify");
        await workspace.ShouldBeAtAsync("20240215");
    }

    [Theory]
    [InlineData("SELECT false AS fine;", "not true: fine = f")]
    [InlineData("SELECT NULL::boolean AS fine;", "not true: fine = NULL")]
    [InlineData("DO $$ BEGIN RAISE EXCEPTION 'rows are missing'; END $$;", "rows are missing (SQLSTATE P0001")]
    [InlineData("UPDATE users SET theme = 'x';", "cannot execute UPDATE in a read-only transaction (SQLSTATE 25006")]
    public async Task With_automatic_rollback_a_failed_check_takes_the_migration_back(string verify, string message)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + "_verify.sql", verify);
        workspace.ExtraConfig = "rollback: { automatic: true }";
        var before = await workspace.Database.FingerprintAsync();

        var ended = await workspace.RunAsync("migrate", "--yes");

        ended.ShouldEndWith(5, message, "failed after the migration: going back", $"went back: 20240215 rolled back by {Workspace.Migration}_rollback.sql");
        workspace.ShouldHaveEnded("went back").GetProperty("newVersion").GetString().ShouldBe("20240201");
        await workspace.Database.ExecuteAsync("DROP SCHEMA whimbrel CASCADE");
        (await workspace.Database.FingerprintAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task An_application_that_answers_500_stops_the_run_until_it_is_mended()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var health = new HealthAddress { Status = 500 };
        workspace.ExtraConfig = $"application: {{ health: '{health.Url}' }}";

        var stopped = await workspace.RunAsync("migrate", "--yes");
        var verified = await workspace.RunAsync("verify");
        health.Status = 200;
        var resumed = await workspace.RunAsync("resume");

        stopped.ShouldEndWith(6, "health: ", "500", "left: 20240215 is applied");
        verified.ExitCode.ShouldBe(3, verified.All);
        verified.Output.ShouldContain("FAILED  health: ");
        resumed.ShouldEndWith(0);
        workspace.ShouldHaveEnded("done").GetProperty("checks").EnumerateArray().ShouldAllBe(c => c.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task An_application_that_falls_ill_during_the_watch_ends_the_watch()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var health = new HealthAddress();
        workspace.ExtraConfig = $"application: {{ health: '{health.Url}' }}";
        using var run = workspace.Start(null, "migrate", "--yes", "--watch", "5min");
        await workspace.UntilBegunAsync("WatchApplication");

        health.Status = 503;
        var stopped = await run.EndAsync(TimeSpan.FromSeconds(30));

        stopped.ShouldEndWith(6, "NOT HEALTHY", "the application is not healthy", "503", "HINT: the migration stands: mend the cause and run 'whimbrel resume', keep it as it is with 'whimbrel resume --skip watch', or go back with 'whimbrel abort'.");
        workspace.Record().GetProperty("verdict").GetString().ShouldBe("broken");
        await workspace.ShouldBeAtAsync("20240215");
        (await workspace.RunAsync("abort")).ShouldEndWith(0);
        await workspace.ShouldBeAtAsync("20240201");
        workspace.ShouldHaveEnded("aborted");
    }
}
