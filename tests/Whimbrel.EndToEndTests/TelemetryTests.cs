using System.Globalization;
using System.Text;

namespace Whimbrel.EndToEndTests;

/// <summary>A run as a trace and metrics, and that no collector can hold it up.</summary>
public sealed class TelemetryTests(Servers servers)
{
    private const string Secret = "T0pS3cretToken";

    [Fact]
    public async Task A_run_is_one_trace_of_its_steps_and_statements()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var collector = new OtlpReceiver();
        await using var health = new HealthAddress();
        await File.WriteAllTextAsync(Path.Combine(workspace.Folder, "headers"), $"authorization=Bearer {Secret}\n");
        workspace.ExtraConfig = $"telemetry: {{ otlp: '{collector.Url}', headers_file: headers }}\napplication: {{ health: '{health.Url}' }}";

        var migrated = await workspace.RunAsync("migrate", "--yes", "--verbose", "--watch", "2s", "--set", "watch.baseline=2s");
        var doctor = await workspace.RunAsync("doctor");

        migrated.ShouldEndWith(0);
        migrated.All.ShouldNotContain("telemetry");
        doctor.All.ShouldContain("a run is sent there when it ends");
        var record = workspace.ShouldHaveEnded("done");
        var root = collector.Spans.Single(s => s.Parent.Length == 0);
        root.Name.ShouldBe("whimbrel migrate");
        root.Attributes["whimbrel.run.id"].ShouldBe(record.GetProperty("run").GetString());
        root.Attributes["db.namespace"].ShouldBe(workspace.Database.Name);
        root.Attributes["whimbrel.exit_code"].ShouldBe("0");
        root.Start.ShouldBe(record.GetProperty("startedAt").GetDateTimeOffset(), TimeSpan.FromMicroseconds(1));
        root.End.ShouldBe(record.GetProperty("endedAt").GetDateTimeOffset(), TimeSpan.FromMicroseconds(1));
        collector.Spans.ShouldAllBe(s => s.Trace == root.Trace && s.Status == 0);
        var steps = collector.Spans.Where(s => s.Parent == root.Id).ToList();
        steps.Select(s => s.Attributes["whimbrel.step"]).ShouldBe(record.GetProperty("steps").EnumerateArray().Where(s => s.GetProperty("status").GetString() != "skipped").Select(s => s.GetProperty("name").GetString()), ignoreOrder: true);
        var apply = steps.Single(s => s.Attributes["whimbrel.step"] == "ApplyMigration 20240215");
        var statements = collector.Spans.Where(s => s.Parent == apply.Id).OrderBy(s => s.Start).ToList();
        statements.Select(s => s.Name).ShouldBe(["CREATE TABLE user_preferences", "CREATE INDEX user_preferences_updated_at_idx ON user_preferences", "COMMENT ON TABLE user_preferences IS"]);
        statements.ShouldAllBe(s => s.Start >= apply.Start && s.End <= apply.End && s.End > s.Start);
        statements[1].Attributes["code.line.number"].ShouldBe("13");
        statements[1].Attributes["code.file.path"].ShouldBe("20240215_add_user_preferences.sql");
        collector.Resource["service.name"].ShouldBe("whimbrel");
        collector.Metrics.ShouldBe(["whimbrel.run.duration s", "whimbrel.step.duration s", "whimbrel.statement.duration s", "whimbrel.lock.waits {wait}", "whimbrel.backup.size By", "whimbrel.application.latency.median s", "whimbrel.application.failures {request}"], ignoreOrder: true);
        collector.Tokens.ShouldAllBe(t => t == $"Bearer {Secret}");
        (migrated.All + doctor.All).ShouldNotContain(Secret);
        Directory.EnumerateFiles(workspace.State, "*", SearchOption.AllDirectories).ShouldNotContain(f => File.ReadAllText(f, Encoding.Latin1).Contains(Secret));
    }

    [Fact]
    public async Task A_run_that_waits_for_a_lock_and_goes_back_says_so()
    {
        using var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        await using var collector = new OtlpReceiver();
        await workspace.Database.ExecuteAsync("CREATE TABLE a (id int)");
        workspace.WriteMigration("20240301_b", "ALTER TABLE a ADD COLUMN b int;", "ALTER TABLE a DROP COLUMN b;");
        await using var holder = await workspace.Database.OpenAsync();
        await using var locking = holder.CreateCommand();
        locking.CommandText = "BEGIN; LOCK TABLE a";
        await locking.ExecuteNonQueryAsync();

        // As OpenTelemetry's own programs are configured.
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url, ["OTEL_SERVICE_NAME"] = "migrations", ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=staging" };
        using var running = workspace.Start(environment, "migrate", "--yes", "--skip", "backup", "--set", "locks.deadline=1s");
        var ended = await running.EndAsync();

        ended.ShouldEndWith(8);
        collector.Resource["service.name"].ShouldBe("migrations");
        collector.Resource["deployment.environment.name"].ShouldBe("staging");
        var root = collector.Spans.Single(s => s.Parent.Length == 0);
        root.Status.ShouldBe(2);
        root.Attributes["whimbrel.status"].ShouldBe("went back");
        var failed = collector.Spans.Single(s => s.Attributes.TryGetValue("whimbrel.step", out var step) && step == "ApplyMigration 20240301");
        failed.Status.ShouldBe(2);
        failed.Events.ShouldNotBeEmpty();
        failed.Events.ShouldAllBe(e => e == "lock wait");
    }

    [Theory]
    [InlineData("nobody there", "Connection refused")]
    [InlineData("503", "it answered 503")]
    [InlineData("401", "it answered 401")]
    [InlineData("silence", "no answer in time")]
    [InlineData("no such file", "Could not find file")]
    [InlineData("no header", "line 2 of")]
    public async Task A_collector_that_takes_nothing_is_warned_of_once_and_fails_nothing(string fault, string why)
    {
        using var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        await using var collector = new OtlpReceiver
        {
            Status = fault is "503" or "401" ? int.Parse(fault, CultureInfo.InvariantCulture) : 200,
            Latency = fault == "silence" ? TimeSpan.FromMinutes(5) : TimeSpan.Zero,
        };
        await File.WriteAllTextAsync(Path.Combine(workspace.Folder, "bad"), $"a=b\n{Secret}\n");
        workspace.WriteMigration("20240301_b", "CREATE TABLE b (id int);", "DROP TABLE b;");
        workspace.ExtraConfig = fault switch
        {
            "nobody there" => $"telemetry: {{ otlp: 'http://127.0.0.1:{FreePort.Find()}' }}",
            "no such file" => $"telemetry: {{ otlp: '{collector.Url}', headers_file: none }}",
            "no header" => $"telemetry: {{ otlp: '{collector.Url}', headers_file: bad }}",
            _ => $"telemetry: {{ otlp: '{collector.Url}' }}",
        };

        var ended = await workspace.RunAsync("migrate", "--yes", "--skip", "backup", "--json");

        ended.ShouldEndWith(0, "was not given the run's telemetry", why);
        ended.All.Split("was not given the run's telemetry").Length.ShouldBe(2, ended.All);
        ended.All.ShouldNotContain(Secret);
        workspace.ShouldHaveEnded("done").GetProperty("seconds").GetDouble().ShouldBeLessThan(5, "it is sent behind the run");
    }

    [Theory]
    [InlineData("telemetry: { otlp: 'ftp://collector' }")]
    [InlineData("telemetry: { otlp: 'http://anna:T0pS3cretToken@collector:4318' }")]
    public async Task A_wrong_address_is_refused_and_not_repeated(string config)
    {
        using var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        workspace.ExtraConfig = config;

        var ended = await workspace.RunAsync("status");

        ended.ShouldEndWith(2, "base address for OTLP over HTTP", "telemetry.otlp");
        ended.All.ShouldNotContain(Secret);
    }
}
