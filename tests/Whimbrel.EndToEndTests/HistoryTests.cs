using System.Text.Json;

namespace Whimbrel.EndToEndTests;

/// <summary>What a run leaves to be read, attached and compared.</summary>
public sealed class HistoryTests(Servers servers)
{
    private const UnixFileMode OursAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task A_run_that_is_done_leaves_a_report_and_shows_it()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());

        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(0);
        var shown = await workspace.RunAsync("history", "show", Path.GetFileName(workspace.Runs()[0]), "--html");
        var both = await workspace.RunAsync("history", "show", Path.GetFileName(workspace.Runs()[0]), "--html", "--json");

        var report = Report(workspace);
        shown.ShouldEndWith(0);
        shown.Output.ShouldBe(report);
        report.ShouldContain("<header class=\"banner good\">");
        report.ShouldContain("CREATE INDEX user_preferences_updated_at_idx ON user_preferences (updated_at);");
        both.ShouldEndWith(2, "--html and --json exclude each other");
    }

    [Fact]
    public async Task A_run_that_went_back_leaves_one_with_its_error_encoded()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + ".sql", "CREATE TABLE \"<script>alert(1)</script>\" (id int);\nDO $$ BEGIN RAISE EXCEPTION '<script>alert(2)</script>\"]]>'; END $$;\n");

        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(5, "<script>alert(2)</script>");

        var report = Report(workspace);
        report.ShouldContain("<header class=\"banner warn\">");
        report.ShouldContain("&lt;script&gt;alert(2)&lt;/script&gt;&quot;]]&gt;");
        report.ShouldContain("CREATE TABLE &quot;&lt;script&gt;alert(1)&lt;/script&gt;&quot;");
        report.ShouldNotContain("<script");
    }

    [Fact]
    public async Task A_run_that_is_open_and_then_aborted_has_one_each_time()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + "_verify.sql", "SELECT false AS nothing_is_well;");

        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(6);
        var open = Report(workspace);
        (await workspace.RunAsync("abort")).ShouldEndWith(0);

        open.ShouldContain("<header class=\"banner bad\">");
        open.ShouldContain("nothing_is_well = f");
        Report(workspace).ShouldContain("Aborted, and went back");
    }

    [Fact]
    public async Task The_checklist_says_what_is_proved_signed_and_open_also_behind_a_resume()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.Write(Workspace.Migration + "_verify.sql", "SELECT false AS nothing_is_well;");

        (await workspace.RunAsync("migrate", "--yes", "--approve", "team-notified=CHG-4711")).ShouldEndWith(6);
        (await workspace.RunAsync("resume", "--skip", "verify")).ShouldEndWith(0);
        var unknown = await workspace.RunAsync("migrate", "--yes", "--approve", "team-notifed=x");

        var items = workspace.Record().GetProperty("checklist").EnumerateArray().ToDictionary(i => i.GetProperty("item").GetString()!, i => i.GetProperty("state").GetString(), StringComparer.Ordinal);
        items.ShouldBe(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["scripts-reviewed"] = "open", ["backup-completed"] = "proved", ["downtime-approved"] = "proved", ["rollback-prepared"] = "proved",
            ["application-compatible"] = "open", ["team-notified"] = "signed", ["alerts-configured"] = "open",
        });
        (await File.ReadAllTextAsync(Path.Combine(workspace.Runs()[0], "record.md"))).ShouldContain("- [x] Team notified of maintenance window: signed as CHG-4711 by ");
        (await File.ReadAllTextAsync(Path.Combine(workspace.Runs()[0], "plan.md"))).ShouldContain("- [ ] Monitoring alerts configured: a person signs: `--approve alerts-configured=\"reference\"`");
        Report(workspace).ShouldContain("Signed as CHG-4711 by ");
        unknown.ShouldEndWith(2, "did you mean 'team-notified'?", "HINT: its items: scripts-reviewed, ");
    }

    [Fact]
    public async Task A_plan_lists_what_a_person_must_sign()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());

        var plan = await workspace.RunAsync("plan", "--json");

        var items = plan.Json().GetProperty("checklist").EnumerateArray().ToList();
        items.Count.ShouldBe(7);
        items.Where(i => i.GetProperty("mustSign").GetBoolean()).Select(i => i.GetProperty("item").GetString()).ShouldBe(["scripts-reviewed", "application-compatible", "team-notified", "alerts-configured"]);
        items[1].GetProperty("provedBy").GetString().ShouldBe("taken and read back");
    }

    [Fact]
    public async Task Two_runs_are_compared_by_id_by_folder_and_by_file()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(0);
        (await workspace.RunAsync("rollback", "--yes")).ShouldEndWith(0);
        // A trigger that takes its time: the same statement, much slower.
        await workspace.Database.ExecuteAsync("CREATE FUNCTION slow() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.3); END'");
        await workspace.Database.Server.ExecuteAsync(workspace.Database.Name, "CREATE EVENT TRIGGER slow ON ddl_command_end WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION slow()");
        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(0);
        var (second, first) = (workspace.Runs()[0], workspace.Runs()[2]);
        var elsewhere = Path.Combine(workspace.Folder, "from-staging.json");
        File.Copy(Path.Combine(first, "record.json"), elsewhere);

        var byId = await workspace.RunAsync("history", "diff", Path.GetFileName(first), Path.GetFileName(second), "--json");
        var byPath = await workspace.RunAsync("history", "diff", elsewhere, second, "--json");
        var text = await workspace.RunAsync("history", "diff", first, second);

        byId.ShouldEndWith(0);
        byPath.Output.ShouldBe(byId.Output);
        var slower = byId.Json().GetProperty("statements").EnumerateArray().Where(s => s.GetProperty("isSlower").GetBoolean()).ToList();
        var index = slower.ShouldHaveSingleItem();
        index.GetProperty("statement").GetString()!.ShouldStartWith("CREATE INDEX");
        index.GetProperty("ratio").GetDouble().ShouldBeGreaterThan(3);
        text.Output.Split('\n').Count(l => l.Contains("CREATE INDEX", StringComparison.Ordinal) && l.EndsWith("SLOWER", StringComparison.Ordinal)).ShouldBe(1);
        text.Output.ShouldContain("first: " + Path.GetFileName(first));
    }

    [Fact]
    public async Task A_run_is_compared_with_its_own_rehearsal()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.ExtraConfig = "rehearsal: { on: throwaway }";
        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(0);
        var run = Path.GetFileName(workspace.Runs()[0]);

        var diff = (await workspace.RunAsync("history", "diff", run, "--rehearsal", "--json")).Json();
        var text = await workspace.RunAsync("history", "diff", run, "--rehearsal");

        (diff.GetProperty("first").GetProperty("isRehearsal").GetBoolean(), diff.GetProperty("second").GetProperty("isRehearsal").GetBoolean()).ShouldBe((true, false));
        var statements = diff.GetProperty("statements").EnumerateArray().ToList();
        statements.Count.ShouldBeGreaterThan(3);
        statements.ShouldAllBe(s => s.GetProperty("firstMs").ValueKind == JsonValueKind.Number && s.GetProperty("secondMs").ValueKind == JsonValueKind.Number);
        text.Output.ShouldContain("rehearsal: of " + run);
        Report(workspace).ShouldContain("public.users <em>ShareRowExclusive</em>");
    }

    [Fact]
    public async Task What_cannot_be_compared_is_refused_in_plain_words()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        (await workspace.RunAsync("migrate", "--yes")).ShouldEndWith(0);
        var run = Path.GetFileName(workspace.Runs()[0]);
        await File.WriteAllTextAsync(Path.Combine(workspace.Folder, "empty.json"), "{}");
        await File.WriteAllTextAsync(Path.Combine(workspace.Folder, "broken.json"), "{");

        (await workspace.RunAsync("history", "diff", run)).ShouldEndWith(2, "diff needs two runs, or one with --rehearsal");
        (await workspace.RunAsync("history", "diff", run, run, "--rehearsal")).ShouldEndWith(2, "diff needs two runs, or one with --rehearsal");
        (await workspace.RunAsync("history", "diff", run, "--rehearsal")).ShouldEndWith(2, $"run {run} was not rehearsed");
        (await workspace.RunAsync("history", "diff", run, "nothing")).ShouldEndWith(2, "there is no run nothing");
        (await workspace.RunAsync("history", "diff", run, "./empty.json")).ShouldEndWith(2, "./empty.json is no record of a run");
        (await workspace.RunAsync("history", "diff", run, "./broken.json")).ShouldEndWith(2, "./broken.json is no record of a run: ");
        (await workspace.RunAsync("history", "diff", run, "/nowhere/record.json")).ShouldEndWith(2, "/nowhere/record.json cannot be read: ");
    }

    /// <summary>The newest run's, which only its owner can read.</summary>
    private static string Report(Workspace workspace)
    {
        var file = Path.Combine(workspace.Runs()[0], "report.html");
        File.GetUnixFileMode(file).ShouldBe(OursAlone);
        return File.ReadAllText(file);
    }
}
