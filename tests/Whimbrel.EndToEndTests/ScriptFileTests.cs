using System.Text;

namespace Whimbrel.EndToEndTests;

public sealed class ScriptFileTests(Servers servers)
{
    [Fact]
    public async Task A_file_that_is_not_utf8_is_refused_and_the_byte_named()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_latin", "");
        await File.WriteAllBytesAsync(Path.Combine(workspace.Migrations, "20240301_latin.sql"), [.. "SELECT 1;\nSELECT 'M"u8, 0xFC, .. "ller';\n"u8]);

        var ended = await workspace.RunAsync("migrate", "--yes");

        ended.ShouldEndWith(4, "20240301_latin.sql:2:10: the file is not UTF-8: byte 0xFC at offset 19", "nothing was changed");
        await workspace.ShouldBeUntouchedAsync();
    }

    [Theory]
    [InlineData("", ":1:1: the file is empty")]
    [InlineData(" \n\t\r\n", ":1:1: the file is empty")]
    [InlineData("-- to be written\n", ": the script has comments only")]
    public async Task A_file_without_a_statement_is_refused(string text, string message)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.WriteMigration("20240301_empty", text);

        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(4, "20240301_empty.sql:1", message, "nothing was changed", "HINT: ");

        await workspace.ShouldBeUntouchedAsync();
    }

    [Theory]
    [InlineData("\uFEFF", "\n", ";\n")]
    [InlineData("", "\r\n", ";\r\n")]
    [InlineData("", "\n", "")]
    [InlineData("\uFEFF", "\r\n", " -- the end")]
    [InlineData("/* Köln 😀 */", "\n", "; ;; \n--")]
    public async Task A_byte_order_mark_windows_line_ends_and_a_missing_last_semicolon_do_no_harm(string begin, string line, string end)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        var script = $"{begin}-- a table{line}CREATE TABLE{line}  extra (name text);{line}INSERT INTO extra{line}  VALUES ('Zoë;{line}'){end}";
        workspace.WriteMigration("20240301_extra", script, $"{begin}DROP TABLE{line}extra{end}");

        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(0);

        (await workspace.Database.ScalarAsync<string>("SELECT name FROM extra")).ShouldBe($"Zoë;{line}");
        await workspace.ShouldBeAtAsync("20240301");
        (await workspace.RunAsync("rollback", "--yes")).ShouldEndWith(0);
        (await workspace.Database.HasTableAsync("extra")).ShouldBeFalse();
        await workspace.ShouldBeAtAsync("20240215");
    }

    [Fact]
    public async Task A_change_of_line_ends_or_mark_alone_is_no_change_of_the_script()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(0);
        var file = Path.Combine(workspace.Migrations, Workspace.Migration + ".sql");
        var text = await File.ReadAllTextAsync(file);

        await File.WriteAllTextAsync(file, text.ReplaceLineEndings("\r\n"), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(0);
        (await workspace.RunAsync("plan")).ShouldEndWith(0);
    }

    [Fact]
    public async Task A_script_that_was_changed_after_it_was_applied_is_refused_with_the_difference()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(0);
        var file = Path.Combine(workspace.Migrations, Workspace.Migration + ".sql");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("NOT NULL DEFAULT '{}'", "DEFAULT '{}'", StringComparison.Ordinal));
        workspace.WriteMigration("20240301_next", "CREATE TABLE a (id int);", "DROP TABLE a;");
        var runs = workspace.Runs().Count;

        var refused = await workspace.RunAsync("migrate", "--yes");

        refused.ShouldEndWith(4, $"{Workspace.Migration} was changed after it was applied", "-     preferences jsonb NOT NULL DEFAULT '{}',", "+     preferences jsonb DEFAULT '{}',", $"HINT: put the change into a new migration and restore this file, or accept it: --accept-changed 20240215.");
        workspace.Runs().Count.ShouldBe(runs);
        await workspace.ShouldBeAtAsync("20240215");
        (await workspace.RunAsync("migrate", "--yes", "--accept-changed", "20240215")).ShouldEndWith(0);
        workspace.ShouldHaveEnded("done").GetProperty("confirmed")[0].GetString().ShouldBe("20240215 changed after it was applied");
    }
}
