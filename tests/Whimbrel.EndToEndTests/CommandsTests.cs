using System.Text.Json;

namespace Whimbrel.EndToEndTests;

public sealed class CommandsTests(Servers servers)
{
    [Theory]
    [InlineData]
    [InlineData("init")]
    [InlineData("new")]
    [InlineData("doctor")]
    [InlineData("status")]
    [InlineData("assess")]
    [InlineData("backup")]
    [InlineData("backup", "list")]
    [InlineData("backup", "verify")]
    [InlineData("check")]
    [InlineData("split")]
    [InlineData("plan")]
    [InlineData("migrate")]
    [InlineData("apply")]
    [InlineData("resume")]
    [InlineData("abort")]
    [InlineData("rollback")]
    [InlineData("restore")]
    [InlineData("verify")]
    [InlineData("watch")]
    [InlineData("locks")]
    [InlineData("history")]
    [InlineData("history", "show")]
    [InlineData("history", "diff")]
    public async Task Help_ends_with_examples_of_the_command(params string[] command)
    {
        var help = await Command.RunAsync([Repository.Program, .. command, "--help"]);

        help.ShouldEndWith(0);
        var examples = help.Output[help.Output.IndexOf("Examples:\n", StringComparison.Ordinal)..].Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
        examples.ShouldNotBeEmpty();
        examples.ShouldAllBe(e => e.StartsWith($"  whimbrel {string.Join(' ', command)}".TrimEnd(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_run_says_as_json_has_the_keys_of_the_contract()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        string[] record = ["run", "command", "status", "exitCode", "startedAt", "endedAt", "seconds", "database", "previousVersion", "newVersion", "steps", "skipped", "confirmed", "backup", "wayBack"];

        await ShouldHaveAsync(workspace, ["plan"], "migrations", "steps", "downtime");
        await ShouldHaveAsync(workspace, ["migrate", "--yes"], record);
        await ShouldHaveAsync(workspace, ["migrate", "--yes"], record);
        await ShouldHaveAsync(workspace, ["plan"], "migrations", "steps", "downtime");
        await ShouldHaveAsync(workspace, ["verify"], "checks");
        await ShouldHaveAsync(workspace, ["watch", "--for", "0s"], "samples", "verdict");
        await ShouldHaveAsync(workspace, ["status"], "current", "applied", "pending", "run");
        await ShouldHaveAsync(workspace, ["rollback", "--yes"], record);
        await ShouldHaveAsync(workspace, ["apply", "--yes"], "applied", "run", "status", "exitCode");
        await ShouldHaveAsync(workspace, ["apply", "--yes"], "applied", "run", "status", "exitCode");
        await ShouldHaveAsync(workspace, ["history"], "runs");
        await ShouldHaveAsync(workspace, ["history", "show", Path.GetFileName(workspace.Runs()[0])], record);
    }

    [Fact]
    public async Task A_run_that_fails_is_one_json_document_too()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + ".sql", "SELECT 1 / 0;");

        var ended = await workspace.RunAsync("migrate", "--yes", "--json");

        ended.ShouldEndWith(5, "division by zero");
        var record = ended.Json();
        (record.GetProperty("status").GetString(), record.GetProperty("exitCode").GetInt32()).ShouldBe(("went back", 5));
        record.GetProperty("reason").GetString()!.ShouldContain("division by zero");
        record.GetProperty("steps").EnumerateArray().ShouldContain(s => s.GetProperty("name").GetString() == "ApplyMigration 20240215" && s.GetProperty("status").GetString() == "failed");
    }

    [Fact]
    public async Task What_is_looked_at_as_json_has_the_keys_of_the_contract()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());

        await ShouldHaveAsync(workspace, ["doctor"], "checks");
        await ShouldHaveAsync(workspace, ["assess"], "serverVersion", "databaseBytes", "tables", "connections", "longQueries", "locks", "disk", "findings");
        await ShouldHaveAsync(workspace, ["check"], "statements", "findings", "downtime");
        await ShouldHaveAsync(workspace, ["check", "--rules"], "rules");
        await ShouldHaveAsync(workspace, ["backup"], "file", "bytes", "sha256", "seconds", "verified", "offsite");
        await ShouldHaveAsync(workspace, ["backup", "list"], "backups");
        await ShouldHaveAsync(workspace, ["locks"], "blockers", "waiting", "oldTransactions");
        await ShouldHaveAsync(workspace, ["new", "one more"], "version", "files");
    }

    [Fact]
    public async Task Init_writes_a_configuration_that_is_valid_and_touches_none_that_is_there()
    {
        var folder = Directory.CreateTempSubdirectory("whimbrel-test-");

        var first = await Command.RunAsync([Repository.Program, "init"], folder.FullName);
        var second = await Command.RunAsync([Repository.Program, "init"], folder.FullName);
        var used = await Command.RunAsync([Repository.Program, "check"], folder.FullName);

        first.ShouldEndWith(0);
        second.ShouldEndWith(4, "whimbrel.yaml is there already; it was not touched", "HINT: 'whimbrel init --print'");
        used.ShouldEndWith(0);
        Directory.Exists(Path.Combine(folder.FullName, "migrations")).ShouldBeTrue();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task New_writes_a_migration_that_the_program_itself_takes()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(0);

        var written = (await workspace.RunAsync("new", "Add \"café\" tables!", "--data", "--verify", "--json")).Json();
        var version = written.GetProperty("version").GetString()!;
        var stem = Path.Combine(workspace.Migrations, $"{version}_add_caf_tables");

        written.GetProperty("files").EnumerateArray().Select(f => f.GetString()).ShouldBe([$"{stem}.sql", $"{stem}_rollback.sql", $"{stem}_data.sql", $"{stem}_verify.sql"], ignoreOrder: true);
        (await workspace.RunAsync("check")).ExitCode.ShouldBeOneOf(0, 3);
        await File.WriteAllTextAsync($"{stem}.sql", "BEGIN;\nCREATE TABLE cafe (id int);\nCOMMIT;\n");
        await File.WriteAllTextAsync($"{stem}_rollback.sql", "BEGIN;\nDROP TABLE cafe;\nCOMMIT;\n");
        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(0);
        await workspace.ShouldBeAtAsync(version);
        (await workspace.RunAsync("new", "!!!")).ShouldEndWith(2, "has no letter or digit to name a file with", "HINT: ");
    }

    [Fact]
    public async Task Doctor_ends_with_3_when_something_is_missing_and_says_what_to_do()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());

        var well = await workspace.RunAsync("doctor");
        var ill = await workspace.RunAsync("doctor", "--set", "database.tools=backups", "--set", "backup.path=gone");

        well.ExitCode.ShouldBe(0, well.All);
        ill.ExitCode.ShouldBe(3, ill.All);
        ill.Output.ShouldContain("FAILED  backup folder: ");
        ill.Output.ShouldContain("apt-get install postgresql-client-15");
        await workspace.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task Check_needs_no_server_and_ends_with_3_for_an_error()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["WHIMBREL_DATABASE_URL"] = $"postgresql://nobody@127.0.0.1:{FreePort.Find()}/nowhere" };

        (await workspace.RunAsync(environment, "check")).ShouldEndWith(0);
        workspace.WriteMigration("20240301_typo", "CREAT TABLE a (id int);");
        var wrong = await workspace.RunAsync(environment, "check", "--json");
        var missing = await workspace.RunAsync("check", "nowhere.sql");

        wrong.ExitCode.ShouldBe(3, wrong.All);
        wrong.Json().GetProperty("findings").EnumerateArray().ShouldContain(f => f.GetProperty("rule").GetString() == "syntax" && f.GetProperty("line").GetInt32() == 1);
        missing.ShouldEndWith(2, "there is no file or folder nowhere.sql", "HINT: ");
    }

    private static async Task ShouldHaveAsync(Workspace workspace, string[] command, params string[] keys)
    {
        var ended = await workspace.RunAsync([.. command, "--json"]);
        ended.ExitCode.ShouldBe(0, ended.All);
        var document = ended.Json();
        document.ValueKind.ShouldBe(JsonValueKind.Object);
        keys.Where(k => !document.TryGetProperty(k, out _)).ShouldBeEmpty(string.Join(' ', command));
    }
}
