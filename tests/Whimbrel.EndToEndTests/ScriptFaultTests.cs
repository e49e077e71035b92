namespace Whimbrel.EndToEndTests;

public sealed class ScriptFaultTests(Servers servers)
{
    [Fact]
    public async Task A_syntax_error_stops_everything_before_the_server_is_asked()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_typo", "CREATE TABLE a (id int);\nALTER TABLE users\n  AD COLUMN x int;\n");

        var ended = await workspace.RunAsync("migrate", "--yes");

        ended.ShouldEndWith(4, $"{workspace.Migrations}/20240301_typo.sql:3:3: syntax error at or near \"AD\"\n  AD COLUMN x int;\n  ^", "nothing was changed");
        await workspace.ShouldBeUntouchedAsync();
    }

    [Theory]
    [InlineData("_rollback.sql", "DORP TABLE a;", 1)]
    [InlineData("_data.sql", "UPDATE a SET;", 13)]
    [InlineData("_verify.sql", "SELECT FROM WHERE;", 13)]
    public async Task A_syntax_error_in_a_script_beside_it_stops_everything_too(string suffix, string text, int column)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_typo", "CREATE TABLE a (id int);");
        workspace.Write("20240301_typo" + suffix, text);

        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(4, $"20240301_typo{suffix}:1:{column}: syntax error", "^", "nothing was changed");

        await workspace.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_script_that_fails_in_its_third_statement_leaves_nothing_of_itself()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + ".sql", "CREATE TABLE user_preferences (id int);\nINSERT INTO user_preferences VALUES (1);\nALTER TABLE users ADD COLUMN ä text,\n  ADD COLUMN email text;\nSELECT 1;\n");

        var ended = await workspace.RunAsync("migrate", "--yes");

        ended.ShouldEndWith(
            5,
            $"{Workspace.Migration}.sql:3:1: column \"email\" of relation \"users\" already exists (SQLSTATE 42701, statement 3 of 4)\nALTER TABLE users ADD COLUMN ä text,\n^",
            $"everything of {Workspace.Migration}.sql was rolled back, its version row too",
            "HINT: mend the script");
        workspace.ShouldHaveEnded("went back").GetProperty("exitCode").GetInt32().ShouldBe(5);
        await workspace.ShouldBeUnmigratedAsync();
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM information_schema.columns WHERE table_name = 'users'")).ShouldBe(5);
        workspace.BackupFiles().Count.ShouldBe(5);
    }

    [Fact]
    public async Task The_caret_stands_under_the_word_that_the_server_means()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + ".sql", "SELECT 1;\nSELECT '😀 ä',\n\tnowhere FROM users;\n");

        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(5, $"{Workspace.Migration}.sql:3:2: column \"nowhere\" does not exist (SQLSTATE 42703, statement 2 of 2)\n\tnowhere FROM users;\n\t^");

        await workspace.ShouldBeUnmigratedAsync();
    }

    [Fact]
    public async Task An_exception_of_a_function_is_told_with_its_detail_hint_and_context()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + ".sql", "CREATE TABLE a (id int);\n\nDO $$ BEGIN\n  RAISE EXCEPTION 'too many users' USING DETAIL = '300 of 10', HINT = 'remove some', ERRCODE = 'U0001';\nEND $$;\n");

        var ended = await workspace.RunAsync("migrate", "--yes");

        ended.ShouldEndWith(5, $"{Workspace.Migration}.sql:3:1: too many users (SQLSTATE U0001, statement 2 of 2)", "DETAIL: 300 of 10", "SERVER'S HINT: remove some", "CONTEXT: PL/pgSQL function inline_code_block line 2 at RAISE");
        (await workspace.Database.HasTableAsync("a")).ShouldBeFalse();
        await workspace.ShouldBeUnmigratedAsync();
    }

    [Fact]
    public async Task A_deferred_constraint_that_fails_at_commit_leaves_nothing()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + ".sql", "CREATE TABLE a (id int, u bigint REFERENCES users DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO a VALUES (1, 999999);\n");

        var ended = await workspace.RunAsync("migrate", "--yes");

        ended.ShouldEndWith(5, "violates foreign key constraint \"a_u_fkey\" (SQLSTATE 23503", "at COMMIT", "was rolled back, its version row too");
        (await workspace.Database.HasTableAsync("a")).ShouldBeFalse();
        workspace.ShouldHaveEnded("went back");
        await workspace.ShouldBeUnmigratedAsync();
    }

    [Fact]
    public async Task A_data_script_that_fails_leaves_the_migration_for_resume_or_abort()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + "_data.sql", "INSERT INTO user_preferences (user_id) SELECT id FROM users;\nINSERT INTO user_preferences (user_id) VALUES (1);\n");

        var ended = await workspace.RunAsync("migrate", "--yes");

        ended.ShouldEndWith(6, $"{Workspace.Migration}_data.sql:2:1: duplicate key", "left: 20240215 is applied", "HINT: when the cause is gone, 'whimbrel resume' goes on with the same scripts; to mend a script, go back first: 'whimbrel abort'.");
        await workspace.ShouldBeAtAsync("20240215");
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM user_preferences")).ShouldBe(0);
        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(4, "has no end yet", "HINT: go on with it: 'whimbrel resume', or go back: 'whimbrel abort'.");
        (await workspace.RunAsync("abort")).ShouldEndWith(0);
        workspace.ShouldHaveEnded("aborted");
        (await workspace.Database.HasTableAsync("user_preferences")).ShouldBeFalse();
        await workspace.ShouldBeAtAsync("20240201");
    }

    [Fact]
    public async Task A_second_migration_that_fails_leaves_the_first_one_and_says_so()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_wrong", "CREATE TABLE a (id int);\nSELECT 1 / 0;");

        var ended = await workspace.RunAsync("migrate", "--yes");

        ended.ShouldEndWith(6, "20240301_wrong.sql:2:1: division by zero (SQLSTATE 22012", "everything of 20240301_wrong.sql was rolled back", "left: 20240215 is applied\n", "to mend a script, go back first: 'whimbrel abort'.");
        ended.Errors.ShouldNotContain("run the same command");
        await workspace.ShouldBeAtAsync("20240215");
        (await workspace.Database.HasTableAsync("a")).ShouldBeFalse();
    }
}
