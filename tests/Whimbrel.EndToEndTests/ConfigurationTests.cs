namespace Whimbrel.EndToEndTests;

public sealed class ConfigurationTests(Servers servers)
{
    [Fact]
    public async Task Every_mistake_is_reported_at_once_with_its_line_and_the_nearest_key()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.ExtraConfig = "locks:\n  stall_buget: 100ms\n  deadline: ten minutes\nmigratons:\n  path: here\n";

        var ended = await workspace.RunAsync(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["WHIMBREL_WATCH_EVRY"] = "1s" }, "migrate", "--yes", "--set", "backup.pth=there", "--set", "watch.for=soon");

        ended.ShouldEndWith(
            2,
            "ERROR: the configuration is wrong:",
            "whimbrel.yaml:10: unknown key 'locks.stall_buget'; did you mean 'locks.stall_budget'?",
            "whimbrel.yaml:11: 'locks.deadline' is 'ten minutes'; write a duration such as 100ms",
            "whimbrel.yaml:12: unknown key 'migratons'; did you mean 'migrations'?",
            "unknown variable WHIMBREL_WATCH_EVRY; did you mean 'WHIMBREL_WATCH_EVERY'?",
            "--set: unknown key 'backup.pth'; did you mean 'backup.path'?",
            "--set watch.for: 'watch.for' is 'soon'; write a duration",
            "HINT: mend whimbrel.yaml;");
        await workspace.ShouldBeUntouchedAsync();
    }

    [Theory]
    [InlineData("locks: { stall_budget: 0 }", "'locks.stall_budget' must be at least 1ms")]
    [InlineData("locks: { blockers: terminat }", "did you mean 'terminate'?")]
    [InlineData("application: { health: localhost/health }", "write an address such as http://localhost/health")]
    [InlineData("application: { commands: { stop: systemctl stop hosting } }", "takes a list, for example [systemctl, stop, hosting]")]
    [InlineData("migrations: { version_table: a.b.c }", "'a.b.c' is not a table's name")]
    [InlineData("rollback: { automatic: maybe }", "write true or false")]
    [InlineData("record: a, b: c }", "whimbrel.yaml:9: not YAML:")]
    public async Task A_wrong_value_is_refused_with_its_place_and_what_to_write(string line, string message)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.ExtraConfig = line;

        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(2, "whimbrel.yaml:9: ", message, "HINT: ");

        await workspace.ShouldBeUntouchedAsync();
    }

    [Theory]
    [InlineData("'migrat'", "HINT: 'whimbrel --help'", "migrat")]
    [InlineData("'--skp'", "HINT: 'whimbrel migrate --help'", "migrate", "--skp", "backup")]
    [InlineData("did you mean 'backup'?", "HINT: steps: ", "migrate", "--yes", "--skip", "bakcup")]
    [InlineData("--watch soon: not a duration", "HINT: write for example 30s", "migrate", "--yes", "--watch", "soon")]
    [InlineData("none", "HINT: 'whimbrel migrate --help'", "migrate", "--yes", "--downtime", "none")]
    [InlineData("write it as key=value", "HINT: ", "migrate", "--yes", "--set", "watch.every")]
    public async Task A_mistyped_command_or_option_is_refused(string message, string hint, params string[] arguments)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());

        (await workspace.RunAsync(arguments)).ShouldEndWith(2, message, hint);

        await workspace.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_configuration_file_that_is_not_there_is_named()
    {
        var folder = Directory.CreateTempSubdirectory("whimbrel-test-");

        var named = await Command.RunAsync([Repository.Program, "status", "--config", "nowhere.yaml"], folder.FullName);
        var unnamed = await Command.RunAsync([Repository.Program, "status"], folder.FullName, new Dictionary<string, string?>(StringComparer.Ordinal) { ["PGDATABASE"] = null });

        named.ShouldEndWith(2, $"there is no configuration file {Path.Combine(folder.FullName, "nowhere.yaml")}", "HINT: ");
        unnamed.ShouldEndWith(2, "'database.url' is missing", "HINT: write a configuration with 'whimbrel init'");
        folder.Delete();
    }

    [Fact]
    public async Task The_command_line_wins_over_the_environment_and_that_over_the_file()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["WHIMBREL_BACKUP_PATH"] = Directory.CreateDirectory(Path.Combine(workspace.Folder, "second")).FullName };
        var third = Directory.CreateDirectory(Path.Combine(workspace.Folder, "third")).FullName;

        (await workspace.RunAsync(environment, "backup", "--json")).Json().GetProperty("file").GetString()!.ShouldStartWith(environment["WHIMBREL_BACKUP_PATH"]!);
        (await workspace.RunAsync(environment, "backup", "--json", "--set", "backup.path=third")).Json().GetProperty("file").GetString()!.ShouldStartWith(third);
        workspace.BackupFiles().ShouldBeEmpty();
    }
}
