namespace Whimbrel.EndToEndTests;

public sealed class RollbackTests(Servers servers)
{
    [Fact]
    public async Task A_rollback_goes_back_one_version_or_to_the_one_that_is_named()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_a", "CREATE TABLE a (id int);", "DROP TABLE a;");
        workspace.WriteMigration("20240302_b", "CREATE TABLE b (id int);", "DROP TABLE b;");
        var before = await workspace.Database.FingerprintAsync();
        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(0);

        var byDefault = await workspace.RunAsync("rollback", "--yes", "--json");
        await workspace.ShouldBeAtAsync("20240301");
        var toVersion = await workspace.RunAsync("rollback", "--yes", "--to", "20240201");

        byDefault.Json().GetProperty("newVersion").GetString().ShouldBe("20240301");
        toVersion.ShouldEndWith(0);
        toVersion.Output.ShouldContain("Rolled back 20240301_a, 20240215_add_user_preferences on ");
        workspace.ShouldHaveEnded("done").GetProperty("backup").GetProperty("purpose").GetString().ShouldBe("Pre-rollback backup");
        await workspace.ShouldBeAtAsync("20240201");
        await workspace.Database.ExecuteAsync("DROP SCHEMA whimbrel CASCADE");
        (await workspace.Database.FingerprintAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_rollback_is_confirmed_and_refused_where_nobody_can_be_asked()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        (await workspace.RunAsync("migrate", "--yes", "--skip", "backup")).ShouldEndWith(0);

        (await workspace.RunAsync("rollback")).ShouldEndWith(4, "a rollback drops what its scripts say, and there is no terminal to ask on; nothing was changed", "HINT: confirm it with --yes.");

        await workspace.ShouldBeAtAsync("20240215");
        workspace.Runs().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_rollback_script_that_fails_leaves_the_migration_as_it_was()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + "_rollback.sql", "DELETE FROM user_preferences;\nDROP TABLE user_preference;");
        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(0);
        var before = await workspace.Database.FingerprintAsync();

        var ended = await workspace.RunAsync("rollback", "--yes");

        ended.ShouldEndWith(5, $"{Workspace.Migration}_rollback.sql:2:1: table \"user_preference\" does not exist (SQLSTATE 42P01, statement 2 of 2)", "was rolled back");
        ended.Errors.ShouldNotContain("'whimbrel migrate'");
        (await workspace.Database.FingerprintAsync()).ShouldBe(before);
        workspace.ShouldHaveEnded("went back");
    }

    [Fact]
    public async Task Without_a_run_that_is_open_there_is_nothing_to_resume_or_abort()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());

        (await workspace.RunAsync("resume")).ShouldEndWith(4, "is open: there is nothing to resume", "HINT: 'whimbrel status'");
        (await workspace.RunAsync("abort")).ShouldEndWith(4, "is open: there is nothing to abort", "HINT: 'whimbrel status'");
        (await workspace.RunAsync("history", "show", "nothing")).ShouldEndWith(2, "there is no run nothing", "HINT: 'whimbrel history' lists the runs.");

        await workspace.ShouldBeUntouchedAsync();
    }
}
