using System.Diagnostics;
using System.Xml.Linq;
using Whimbrel.Engine.Application;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Steps.Document;
using Whimbrel.Engine.Steps.Document.Report;
using Whimbrel.Engine.Steps.Downtime;
using Whimbrel.Engine.Steps.Migrate;

namespace Whimbrel.Engine.Tests.Steps;

public sealed class RunReportTests
{
    private const string Evil = "\"'><script>alert(1)</script>]]><img src=x onerror=alert(1)>&amp;<!--";

    [Fact]
    public void Has_everything_that_a_change_manager_asks_for()
    {
        using var story = Story.OfMigration(Given.Facts).Verified().Watched().Ended("done", ExitCode.Done);

        var words = WordsOf(Write(story.Record with { Rehearsal = Story.Rehearsal, EndedSessions = ["ended pid 9"] }));

        foreach (var expected in new[]
        {
            "Migration of hosting_db", "20240201 → 20240215", "CREATE TABLE user_preferences", "public.users ShareRowExclusive", "12 ms", "10 ms", "0.6 s", "2.0 s 3.3 × slower", "100,000",
            "try 1 after 0.10 s: pid 7 (anna, psql, idle in transaction, 2.5 s): LOCK TABLE users", "ended pid 9", Given.Checksum, "every byte read back", "restored as a database: not done",
            "operator@manager-1", "0c1d2e3f", "Team notified of maintenance window", "Not signed", "whimbrel rollback --to 20240201", "healthy",
        })
        {
            words.ShouldContain(expected, Case.Sensitive);
        }
    }

    [Fact]
    public void Nothing_from_outside_is_live()
    {
        var facts = Given.Facts with
        {
            PerformedBy = Evil,
            Commit = Evil,
            Confirmed = [Evil],
            Skip = [Evil],
            Notes = [Evil],
            Versions = [new PlannedVersion("20240215", Evil, new Dictionary<string, string>(StringComparer.Ordinal) { [Evil] = Given.Checksum })],
        };
        using var story = Story.OfMigration(facts).Begin("VerifyMigration", Evil).Add(JournalEvent.Failed, "VerifyMigration", Evil, Story.Verification(isGood: false)).Ended("went back", ExitCode.WentBack, Evil);
        var script = new AppliedScript("20240215", Evil, Given.Checksum, 1, 1, [new RanStatement(1, Evil, 1, 1)], []);
        var record = story.Record with { Scripts = [script], EndedSessions = [Evil], LockWaits = [story.Record.LockWaits[0] with { File = Evil }], Rehearsal = Story.Rehearsal with { LockDifferences = [Evil] } };
        var sources = new ReportSources(Seconds(5, url: "http://x/" + Evil), null, new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["ApplyMigration 20240215"] = [Evil] });

        var page = RunReport.Write(record, sources);

        page.ShouldNotContain("<script", Case.Insensitive);
        page.ShouldNotContain("<img", Case.Insensitive);
        page.ShouldNotContain("]]>");
        page.ShouldNotContain("<!--");
        var document = XDocument.Parse(page);
        document.Descendants().SelectMany(e => e.Attributes()).ShouldAllBe(a => !a.Name.LocalName.StartsWith("on", StringComparison.Ordinal) && a.Name.LocalName != "src" && a.Name.LocalName != "href");
        // It is all there, as text: the name, the SQL, the error, the address, the waits, the confirmations.
        WordsOf(page).Split(Evil).Length.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Asks_for_nothing_from_the_network_and_forbids_it()
    {
        using var story = Story.OfMigration(Given.Facts).Ended("done", ExitCode.Done);

        var page = Write(story.Record);

        page.ShouldContain("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"/>");
        page.ShouldNotContain("url(");
        page.ShouldNotContain("@import");
        page.ShouldNotContain("<link");
    }

    [Theory]
    [InlineData("done", "good", "Done", "hosting_db is at version 20240215 (20240215_add_user_preferences).")]
    [InlineData("went back", "warn", "Went back", "Everything is as it was: hosting_db is at version 20240201 (20240215_add_user_preferences).")]
    [InlineData("interrupted", "warn", "Interrupted, and went back", "Everything is as it was: hosting_db is at version 20240201 (20240215_add_user_preferences).")]
    [InlineData("aborted", "warn", "Aborted, and went back", "Everything is as it was: hosting_db is at version 20240201 (20240215_add_user_preferences).")]
    public void Says_the_verdict_by_colour_and_word(string status, string tone, string word, string sentence)
    {
        using var story = Story.OfMigration(Given.Facts).Ended(status, ExitCode.Done);

        var banner = XDocument.Parse(Write(story.Record)).Descendants("header").Single();

        banner.Attribute("class")!.Value.ShouldBe($"banner {tone}");
        banner.Descendants("h1").Single().Nodes().OfType<XText>().Single().Value.ShouldBe(word);
        banner.Value.ShouldContain(sentence);
    }

    [Fact]
    public void Says_of_an_open_run_what_comes_next()
    {
        using var story = Story.OfMigration(Given.Facts).Begin("VerifyMigration", "verify the migration").Add(JournalEvent.Failed, "VerifyMigration", "a check failed", Story.Verification(isGood: false));

        var words = WordsOf(Write(story.Record));

        words.ShouldContain("Open: something is left");
        words.ShouldContain("a check failed");
        words.ShouldContain("Way back: whimbrel abort");
    }

    [Fact]
    public void Marks_the_downtime_in_the_steps_and_in_the_chart()
    {
        using var story = Story.OfMigration(Given.Facts with { Downtime = "full" }).Ended("done", ExitCode.Done);
        var from = new Clock().Now.AddSeconds(3);
        var seen = new DowntimeFacts("full", "http://localhost/health", 2.5, 300, from, from.AddSeconds(2.5), [new ProbeStretch(from, from.AddSeconds(2.5), "503", IsHealthy: false, 50, 4)], []);

        var page = RunReport.Write(story.Record with { ClientDowntime = seen }, ReportSources.Nothing with { Latency = Seconds(12) });

        WordsOf(page).ShouldContain("Downtime as a client saw it: 2.5 s, from 22:00:03.000 to 22:00:05.500, of a budget of 5 min");
        var document = XDocument.Parse(page);
        document.Descendants("rect").Where(r => r.Attribute("class")?.Value == "down").ShouldNotBeEmpty();
        document.Descendants("i").Count(i => i.Attribute("class")?.Value == "down").ShouldBe(story.Record.Steps.Count);
    }

    [Fact]
    public void Draws_ten_thousand_seconds_and_five_hundred_statements_fast_and_light()
    {
        using var story = Story.OfMigration(Given.Facts).Watched().Ended("done", ExitCode.Done);
        var script = new AppliedScript("20240215", "a.sql", Given.Checksum, 1, 1, [.. Enumerable.Range(1, 500).Select(n => new RanStatement(n, $"INSERT INTO t{n}", 0.001 * n, n))], []);
        var sources = ReportSources.Nothing with { Latency = Seconds(5000, "http://a").Concat(Seconds(5000, "http://b")).ToList() };
        _ = RunReport.Write(story.Record, sources);
        var clock = Stopwatch.StartNew();

        var page = RunReport.Write(story.Record with { Scripts = [script] }, sources);

        clock.Elapsed.TotalMilliseconds.ShouldBeLessThan(500);
        page.Length.ShouldBeLessThan(400_000);
        var lines = XDocument.Parse(page).Descendants("path").Where(p => p.Attribute("class")?.Value is "typical" or "slowest").Sum(p => p.Attribute("d")!.Value.Count(c => c is 'M' or 'L'));
        lines.ShouldBeInRange(1000, 1500);
        WordsOf(page).ShouldContain("475 shorter statements");
    }

    [Fact]
    public void Says_so_when_the_answers_are_damaged()
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.Path, LatencyFile.FileName), "{\"at\": nonsense}\n");
        using var story = Story.OfMigration(Given.Facts).Ended("done", ExitCode.Done);

        WordsOf(RunReport.Write(story.Record with { Folder = folder.Path })).ShouldContain("latency.jsonl is damaged");
    }

    [Fact]
    public void A_page_that_cannot_be_drawn_says_so_and_stops_nobody()
    {
        using var story = Story.OfMigration(Given.Facts).Ended("done", ExitCode.Done);

        var words = WordsOf(RunReport.Write(story.Record with { Steps = null! }));

        words.ShouldContain("This report could not be drawn: ");
        words.ShouldContain(", has everything.");
    }

    private static string Write(RunRecord record) => RunReport.Write(record, ReportSources.Nothing);

    private static string WordsOf(string page) => string.Join(' ', XDocument.Parse(page).Descendants("body").DescendantNodes().OfType<XText>().Select(t => t.Value.Trim()).Where(t => t.Length > 0))
        .Replace("  ", " ", StringComparison.Ordinal);

    /// <summary>A second after the other from the run's beginning on, each tenth with a slow answer, each hundredth with one that failed.</summary>
    private static List<LatencySecond> Seconds(int count, string url = "http://localhost/health") =>
        [.. Enumerable.Range(0, count).Select(n => new LatencySecond(new Clock().Now.AddSeconds(n), url, 10, n % 100 == 99 ? 1 : 0, 4 + (n % 3), 9, n % 10 == 0 ? 400 + n : 12))];
}
