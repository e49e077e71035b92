namespace Whimbrel.EndToEndTests;

public sealed class ScriptChoiceTests(Servers servers)
{
    [Fact]
    public async Task A_migration_without_a_rollback_is_refused_unless_it_says_why()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write("20240301_one_way.sql", "CREATE TABLE a (id int);");

        var refused = await workspace.RunAsync("migrate", "--yes");
        await workspace.ShouldBeUntouchedAsync();
        workspace.Write("20240301_one_way.sql", "-- whimbrel:irreversible \"the vendor's table\"\nCREATE TABLE a (id int);");
        var unnamed = await workspace.RunAsync("migrate", "--yes");
        await workspace.ShouldBeUntouchedAsync();
        var accepted = await workspace.RunAsync("migrate", "--yes", "--accept-no-way-back", "20240301");
        var back = await workspace.RunAsync("rollback", "--yes");

        refused.ShouldEndWith(4, "20240301_one_way.sql:1: 20240301_one_way has no rollback script", "nothing was changed", "HINT: write 20240301_one_way_rollback.sql, or put -- whimbrel:irreversible");
        unnamed.ShouldEndWith(4, "20240301_one_way has no way back (the vendor's table)", "nothing was changed", "HINT: write a rollback script, or accept it by name: --accept-no-way-back 20240301.");
        accepted.ShouldEndWith(0);
        back.ShouldEndWith(4, "no rollback script for 20240301 (irreversible: the vendor's table)", "nothing was changed", "'whimbrel backup list'");
        await workspace.ShouldBeAtAsync("20240301");
    }

    [Fact]
    public async Task Two_files_of_one_version_are_refused()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240215_other", "CREATE TABLE a (id int);");

        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(4, "20240215_other.sql:1: version 20240215 is also that of 20240215_add_user_preferences.sql", "nothing was changed", "HINT: give one of them another version.");

        await workspace.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_version_below_the_current_one_is_applied_only_when_it_is_asked_for_by_name()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(0);
        workspace.WriteMigration("20240110_late", "CREATE TABLE late (id int);", "DROP TABLE late;");

        var refused = await workspace.RunAsync("migrate", "--yes");
        var accepted = await workspace.RunAsync("migrate", "--yes", "--out-of-order", "20240110");

        refused.ShouldEndWith(4, "20240110_late was never applied, but the database is at 20240215 already", "HINT: look whether it still fits, then ask for it by name: --out-of-order 20240110.");
        accepted.ShouldEndWith(0);
        (await workspace.Database.RowsAsync("SELECT version FROM schema_migrations ORDER BY 1")).ShouldBe(["20240101", "20240110", "20240201", "20240215"]);
        workspace.ShouldHaveEnded("done").GetProperty("confirmed")[0].GetString().ShouldBe("20240110 out of order");
    }

    [Fact]
    public async Task A_required_version_that_is_not_applied_is_named()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_needs", "-- whimbrel:requires 20240220\nCREATE TABLE a (id int);");

        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(4, "20240301_needs requires 20240220, which is not applied", "nothing was changed", "HINT: apply 20240220 first");

        await workspace.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_destructive_statement_waits_for_a_confirmation_that_the_record_keeps()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_drop", "SELECT 1;\nALTER TABLE users DROP COLUMN theme;", "ALTER TABLE users ADD COLUMN theme text;");

        var refused = await workspace.RunAsync("migrate");
        await workspace.ShouldBeUntouchedAsync();
        var accepted = await workspace.RunAsync("migrate", "--yes", "--skip", "verify");

        refused.ShouldEndWith(4, "20240301_drop.sql:2: ", "and nobody has confirmed it", "nothing was changed", "HINT: confirm it with --yes");
        accepted.ShouldEndWith(0);
        workspace.ShouldHaveEnded("done").GetProperty("confirmed")[0].GetString()!.ShouldStartWith("20240301_drop.sql:2 ");
    }

    [Fact]
    public async Task An_unknown_version_is_refused_with_the_nearest_one()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());

        (await workspace.RunAsync("migrate", "--yes", "--to", "20240216")).ShouldEndWith(4, "there is no migration 20240216", "nothing was changed", "The nearest is 20240215.");
        (await workspace.RunAsync("rollback", "--yes", "--to", "20240102")).ShouldEndWith(4, "version 20240102 is not applied, so there is no way back to it; nothing was changed", "Did you mean 20240101?");

        await workspace.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task All_problems_of_the_scripts_are_told_at_once()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write("20240110_late.sql", "-- whimbrel:requires 20230101\nDROP TABLE users;");
        workspace.Write("20240301_alone_data.sql", "SELECT 1;");

        (await workspace.RunAsync("migrate")).ShouldEndWith(
            4,
            "20240110_late.sql:2: ", "20240110_late requires 20230101", "20240110_late has no rollback script", "20240110_late was never applied",
            "there is no script 20240301_alone.sql that this belongs to", "HINT: mend each of these; 'whimbrel check' shows them again without a server.");

        await workspace.ShouldBeUntouchedAsync();
    }
}
