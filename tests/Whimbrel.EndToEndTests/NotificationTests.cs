using System.Text;

namespace Whimbrel.EndToEndTests;

/// <summary>Who is told what happens to a run, and that nobody who is told can hold it up.</summary>
public sealed class NotificationTests(Servers servers)
{
    [Fact]
    public async Task A_webhook_and_a_command_are_told_of_the_start_and_the_end_and_the_address_is_shown_nowhere()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var receiver = new WebhookReceiver();
        workspace.ExtraConfig = $"notify: {{ webhook: '{receiver.Url}', command: [ sh, -c, 'cat >> told.jsonl; echo >> told.jsonl' ] }}";

        var migrated = await workspace.RunAsync("migrate", "--yes", "--verbose");
        var doctor = await workspace.RunAsync("doctor");
        var planned = await workspace.RunAsync("plan");

        migrated.ShouldEndWith(0);
        migrated.All.ShouldNotContain("was not told");
        receiver.Events.ShouldBe(["start", "end"]);
        var end = receiver.Told[1];
        end.GetProperty("status").GetString().ShouldBe("done");
        end.GetProperty("exitCode").GetInt32().ShouldBe(0);
        end.GetProperty("versions").EnumerateArray().Select(v => v.GetString()).ShouldBe(["20240215"]);
        end.GetProperty("verdict").GetString().ShouldBe("healthy");
        end.GetProperty("wayBack").GetString().ShouldBe("whimbrel rollback --to 20240201");
        Directory.Exists(end.GetProperty("record").GetString()).ShouldBeTrue();
        end.TryGetProperty("downtimeSeconds", out _).ShouldBeFalse("there was none");
        var told = await File.ReadAllLinesAsync(Path.Combine(workspace.Folder, "told.jsonl"));
        told.Where(l => l.Length > 0).ShouldBe(receiver.Told.Select(t => t.GetRawText()), "the command gets the same");
        doctor.All.ShouldContain("takes connections");
        receiver.Told.Count.ShouldBe(2, "doctor sends nothing");
        (migrated.All + doctor.All + planned.All).ShouldNotContain(WebhookReceiver.Secret);
        FilesWith(workspace, WebhookReceiver.Secret).ShouldBeEmpty();
    }

    [Fact]
    public async Task Slack_gets_a_sentence_that_calls_nobody()
    {
        using var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        await using var receiver = new WebhookReceiver();
        await File.WriteAllTextAsync(Path.Combine(workspace.Folder, "webhook"), receiver.Url + "\n");
        workspace.ExtraConfig = "notify: { webhook_file: webhook, form: slack }";
        workspace.WriteMigration("20240301_<!channel>", "CREATE TABLE a (id int);", "DROP TABLE a;");

        (await workspace.RunAsync("migrate", "--yes", "--skip", "backup")).ShouldEndWith(0);

        receiver.Told.Count.ShouldBe(2);
        receiver.Told.ShouldAllBe(t => t.EnumerateObject().Single().Name == "text");
        var begins = receiver.Told[0].GetProperty("text").GetString()!;
        begins.ShouldContain("begins: none → 20240301, zero downtime");
        begins.ShouldContain("&lt;!channel&gt;");
        FilesWith(workspace, WebhookReceiver.Secret).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_downtime_is_told_before_it_begins_and_how_long_it_was_at_the_end()
    {
        await using var shop = await ShopFront.OpenAsync();
        using var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        await using var receiver = new WebhookReceiver();
        workspace.ExtraConfig = $"notify: {{ webhook: '{receiver.Url}' }}";
        workspace.WriteMigration("20240301_b", "-- whimbrel:downtime full\nCREATE TABLE b (id int);", "DROP TABLE b;");

        var ended = await workspace.RunAsync(["migrate", "--yes", "--skip", "backup", .. shop.Settings.SelectMany(s => new[] { "--set", s })]);

        ended.ShouldEndWith(0);
        receiver.Events.ShouldBe(["start", "downtime", "end"]);
        receiver.Told[1].GetProperty("message").GetString()!.ShouldContain("is taken out of service");
        receiver.Told[2].GetProperty("downtimeSeconds").GetDouble().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_breach_of_the_budget_is_told_before_the_end()
    {
        using var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        await using var receiver = new WebhookReceiver();
        await workspace.Database.ExecuteAsync("CREATE TABLE a (id int)");
        workspace.ExtraConfig = $"notify: {{ webhook: '{receiver.Url}' }}";
        workspace.WriteMigration("20240301_b", "ALTER TABLE a ADD COLUMN b int;", "ALTER TABLE a DROP COLUMN b;");
        await using var holder = await workspace.Database.OpenAsync();
        await using var locking = holder.CreateCommand();
        locking.CommandText = "BEGIN; LOCK TABLE a";
        await locking.ExecuteNonQueryAsync();

        var ended = await workspace.RunAsync("migrate", "--yes", "--skip", "backup", "--set", "locks.deadline=1s");

        ended.ShouldEndWith(8);
        receiver.Events.ShouldBe(["start", "breach", "end"]);
        receiver.Told[1].GetProperty("message").GetString()!.ShouldContain("20240301_b.sql");
        receiver.Told[2].GetProperty("status").GetString().ShouldBe("went back");
    }

    [Theory]
    [InlineData("nobody there", "Connection refused")]
    [InlineData("500", "it answered 500")]
    [InlineData("404", "it answered 404")]
    [InlineData("a file without an address", "holds no address")]
    [InlineData("no such program", "cannot be started")]
    [InlineData("a program that fails", "it ended with 3: no way")]
    public async Task Who_cannot_be_told_is_warned_of_once_and_noted_and_the_run_goes_on(string fault, string why)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var receiver = new WebhookReceiver { Status = fault is "500" or "404" ? int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture) : 200 };
        await File.WriteAllTextAsync(Path.Combine(workspace.Folder, "webhook"), WebhookReceiver.Secret);
        workspace.ExtraConfig = fault switch
        {
            "nobody there" => $"notify: {{ webhook: 'http://127.0.0.1:{FreePort.Find()}/{WebhookReceiver.Secret}' }}",
            "a file without an address" => "notify: { webhook_file: webhook }",
            "no such program" => "notify: { command: [ /no/such/program ] }",
            "a program that fails" => "notify: { command: [ sh, -c, 'echo no way >&2; exit 3' ] }",
            _ => $"notify: {{ webhook: '{receiver.Url}' }}",
        };

        // Long enough for the first notification to have failed, with its second try.
        var ended = await workspace.RunAsync("migrate", "--yes", "--watch", "3s");

        ended.ShouldEndWith(0, "was not told of the start: ", why);
        ended.All.Split("; the run goes on without").Length.ShouldBe(2, ended.All);
        workspace.ShouldHaveEnded("done").GetProperty("events").EnumerateArray().ShouldContain(e => e.GetProperty("text").GetString()!.Contains(why, StringComparison.Ordinal));
        receiver.Told.Count.ShouldBe(fault switch { "500" => 4, "404" => 2, _ => 0 }, "what may pass is tried twice");
        ended.All.ShouldNotContain(WebhookReceiver.Secret);
        FilesWith(workspace, WebhookReceiver.Secret).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_webhook_that_never_answers_holds_up_nothing()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var receiver = new WebhookReceiver { Latency = TimeSpan.FromMinutes(5) };
        workspace.ExtraConfig = $"notify: {{ webhook: '{receiver.Url}', command: [ sleep, '300' ] }}";

        var ended = await workspace.RunAsync("migrate", "--yes");

        ended.ShouldEndWith(0, "was not told of the start");
        var record = workspace.ShouldHaveEnded("done");
        record.GetProperty("seconds").GetDouble().ShouldBeLessThan(10, "it waited beside the run, and behind it");
    }

    [Theory]
    [InlineData("notify: { webhook: 'ftp://T0pS3cretPath' }", "takes an address")]
    [InlineData("notify: { webhook: 'http://a/T0pS3cretPath', webhook_file: w }", "not in both")]
    [InlineData("notify: { form: teams }", "json, slack")]
    [InlineData("notify: { command: page-someone }", "takes a list")]
    public async Task A_wrong_key_is_refused_without_the_address(string config, string why)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.ExtraConfig = config;

        var ended = await workspace.RunAsync("migrate", "--yes");

        ended.ShouldEndWith(2, why, "HINT: ");
        ended.All.ShouldNotContain(WebhookReceiver.Secret);
    }

    [Fact]
    public async Task An_address_on_the_command_line_is_refused()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());

        var ended = await workspace.RunAsync("migrate", "--yes", "--set", "notify.webhook=http://a/T0pS3cretPath");

        ended.ShouldEndWith(2, "use notify.webhook_file");
        ended.All.ShouldNotContain(WebhookReceiver.Secret);
    }

    private static IEnumerable<string> FilesWith(Workspace workspace, string text) => new[] { workspace.State, workspace.Backups }
        .SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories))
        .Where(f => File.ReadAllText(f, Encoding.Latin1).Contains(text, StringComparison.Ordinal));
}
