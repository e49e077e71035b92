using System.Collections;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Tests.Settings;

public sealed class SettingsLoaderTests : IDisposable
{
    private const string Url = "database: { url: postgresql://u@h/d }\n";

    private readonly TempFolder _folder = new();
    private readonly Hashtable _environment = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Takes_the_command_line_over_the_environment_over_the_file_over_the_default()
    {
        Load(Url).Watch.Every.ShouldBe(TimeSpan.FromMinutes(5));
        Load(Url + "watch: { every: 1s }").Watch.Every.ShouldBe(TimeSpan.FromSeconds(1));
        _environment["WHIMBREL_WATCH_EVERY"] = "2s";
        Load(Url + "watch: { every: 1s }").Watch.Every.ShouldBe(TimeSpan.FromSeconds(2));
        Load(Url + "watch: { every: 1s }", "watch.every=3s").Watch.Every.ShouldBe(TimeSpan.FromSeconds(3));
        Load(Url, "watch.every=3s", "watch.every=4s").Watch.Every.ShouldBe(TimeSpan.FromSeconds(4));
    }

    [Fact]
    public void Reads_a_list_from_the_environment_and_from_the_command_line()
    {
        _environment["WHIMBREL_APPLICATION_ENDPOINTS"] = "[http://a/1, http://a/2]";

        var settings = Load(Url, "application.commands.stop=[app, stop]");

        settings.Application.Endpoints.ShouldBe(["http://a/1", "http://a/2"]);
        settings.Application.Stop.ShouldBe(["app", "stop"]);
    }

    [Fact]
    public void Works_without_a_file_and_starts_relative_paths_in_the_working_folder()
    {
        _environment["WHIMBREL_DATABASE_URL"] = "postgresql://u@h/d";

        var settings = SettingsLoader.Load(new SettingsOrigin(null, ["state.path=state"], _environment, _folder.Path));

        settings.File.ShouldBeNull();
        settings.StatePath.ShouldBe(_folder.File("state"));
        settings.Backup.Path.ShouldBe(_folder.File("state/backups"));
        settings.Backup.IsDefaultPath.ShouldBeTrue();
    }

    [Fact]
    public void Finds_the_file_that_WHIMBREL_CONFIG_names_and_starts_relative_paths_there()
    {
        Directory.CreateDirectory(_folder.File("etc"));
        _folder.Write("etc/other.yaml", Url + "migrations: { path: m }");
        _environment["WHIMBREL_CONFIG"] = "etc/other.yaml";

        SettingsLoader.Load(new SettingsOrigin(null, [], _environment, _folder.Path)).Migrations.Path.ShouldBe(_folder.File("etc/m"));
    }

    [Fact]
    public void Reports_everything_that_is_wrong_at_once_each_with_its_line()
    {
        _environment["WHIMBREL_WATCH_EVRY"] = "1s";

        var refused = Refused(
            """
            databse:
              url: postgresql://u@h/d
            locks:
              deadlin: 1s
              stall_budget: soon
            backup:
              minimum_free: 130%
            application:
              health: localhost
              endpoints: http://a/
            rollback: { automatic: perhaps }
            rehearsal:
              on: same_server
            watch: 5min
            """,
            "watch.for");

        refused.ExitCode.ShouldBe(ExitCode.Usage);
        refused.Message.Split('\n').Order(StringComparer.Ordinal).ShouldBe([
            "  --set: write it as key=value, for example --set watch.every=1min",
            "  database.url: 'database.url' is missing; write for example postgresql://hosting_user@127.0.0.1:5432/hosting_db",
            "  environment: unknown variable WHIMBREL_WATCH_EVRY; did you mean 'WHIMBREL_WATCH_EVERY'?",
            "  whimbrel.yaml:10: 'application.endpoints' takes a list, for example [systemctl, stop, hosting]",
            "  whimbrel.yaml:11: 'rollback.automatic' is 'perhaps'; write true or false",
            "  whimbrel.yaml:13: 'rehearsal.on' is 'same_server'; it takes throwaway, same-server, off; did you mean 'same-server'?",
            "  whimbrel.yaml:14: 'watch' takes keys below it: for, every, baseline, roll_back, prometheus, prometheus_queries, prometheus_alarms, prometheus_user, prometheus_password_file, prometheus_token_file",
            "  whimbrel.yaml:1: unknown key 'databse'; did you mean 'database'?",
            "  whimbrel.yaml:4: unknown key 'locks.deadlin'; did you mean 'locks.deadline'?",
            "  whimbrel.yaml:5: 'locks.stall_budget' is 'soon'; write a duration such as 100ms, 30s, 10min or 1h",
            "  whimbrel.yaml:7: 'backup.minimum_free' is '130%'; write a percentage such as 30%",
            "  whimbrel.yaml:9: 'application.health' has 'localhost'; write an address such as http://localhost/health",
            "the configuration is wrong:",
        ]);
        refused.Hint.ShouldBe("mend whimbrel.yaml; 'whimbrel init --print' shows every key with its default.");
    }

    [Theory]
    [InlineData("locks.stall_budget")]
    [InlineData("locks.deadline")]
    [InlineData("data.row_wait")]
    public void Refuses_a_bound_on_locks_that_the_server_would_take_for_none(string key)
    {
        foreach (var value in new[] { "0", "0s", "0.4ms" })
        {
            RefusedSet($"{key}={value}").ShouldBe($"--set {key}: '{key}' must be at least 1ms: no wait is without a bound");
        }
    }

    [Theory]
    [InlineData("watch.prometheus=http://anna:secret@p:9090", "--set watch.prometheus: 'watch.prometheus' takes an address such as http://10.0.1.30:9090; a user goes into watch.prometheus_user, a password into watch.prometheus_password_file")]
    [InlineData("watch.every=50ms", "--set watch.every: 'watch.every' must be at least 100ms")]
    [InlineData("watch.evry=1s", "--set: unknown key 'watch.evry'; did you mean 'watch.every'?")]
    [InlineData("zebra=1", "--set: unknown key 'zebra'")]
    [InlineData("migrations.version_table=a.b.c", "--set migrations.version_table: 'a.b.c' is not a table's name; write name or schema.name, with double quotes around a name that has a dot")]
    [InlineData("watch.for=[1s]", "--set watch.for: 'watch.for' takes one value, not a list or keys")]
    [InlineData("locks.blockers=kill", "--set locks.blockers: 'locks.blockers' is 'kill'; it takes wait, cancel, terminate")]
    [InlineData("application.endpoints=[ftp://a/]", "--set application.endpoints: 'application.endpoints' has 'ftp://a/'; write an address such as http://localhost/health")]
    [InlineData("backup.minimum_free=-1%", "--set backup.minimum_free: 'backup.minimum_free' is '-1%'; write a percentage such as 30%")]
    [InlineData("database.url=mysql://h/d", "--set database.url: 'database.url' must start with postgresql://")]
    public void Refuses_an_assignment_that_it_cannot_follow(string assignment, string problem) => RefusedSet(assignment).ShouldBe(problem);

    [Fact]
    public void Refuses_a_password_on_the_command_line_without_repeating_it()
    {
        var refused = Refused(Url, "database.url=postgresql://u:hunter2@h/d");

        refused.Message.ShouldContain("a password on the command line is seen by everybody on this machine");
        refused.ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public void Says_that_a_named_file_is_missing() =>
        Should.Throw<OperatorException>(() => SettingsLoader.Load(new SettingsOrigin("none.yaml", [], _environment, _folder.Path)))
            .Message.ShouldContain($"there is no configuration file {_folder.File("none.yaml")}");

    [Theory]
    [InlineData("a: [", "whimbrel.yaml:2: not YAML: ")]
    [InlineData("a: 1\na: 2", "whimbrel.yaml:2: not YAML: ")]
    [InlineData("just words", "whimbrel.yaml:1: expected keys such as 'database:'")]
    [InlineData("- a", "whimbrel.yaml:1: expected keys such as 'database:'")]
    public void Says_what_is_no_configuration(string yaml, string problem) => Refused(yaml).Message.ShouldContain(problem);

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("watch:\nlocks: {}\n")]
    public void Takes_an_empty_file_or_section_as_nothing_said(string yaml)
    {
        _environment["PGDATABASE"] = "d";

        Load(yaml).Database.Database.ShouldBe("d");
    }

    private WhimbrelSettings Load(string yaml, params string[] assignments) =>
        SettingsLoader.Load(new SettingsOrigin(_folder.Write("whimbrel.yaml", yaml), assignments, _environment, _folder.Path));

    private OperatorException Refused(string yaml, params string[] assignments) => Should.Throw<OperatorException>(() => Load(yaml, assignments));

    private string RefusedSet(string assignment) => Refused(Url, assignment).Message.Split('\n')[1].Trim();
}
