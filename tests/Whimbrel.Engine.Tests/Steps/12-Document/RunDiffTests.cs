using Whimbrel.Engine.Steps.Document;
using Whimbrel.Engine.Steps.Migrate;

namespace Whimbrel.Engine.Tests.Steps;

public sealed class RunDiffTests
{
    [Fact]
    public void Marks_what_is_more_than_three_times_as_slow_and_no_noise()
    {
        var diff = RunDiff.Of(Of((1, "a", 0.1, -1), (2, "b", 0.1, -1), (3, "c", 0.001, -1)), Of((1, "a", 0.31, -1), (2, "b", 0.29, -1), (3, "c", 0.04, -1)));

        diff.Statements.Select(s => s.IsSlower).ShouldBe([true, false, false]);
        diff.Statements[0].Ratio!.Value.ShouldBe(3.1, 0.001);
    }

    [Fact]
    public void Says_what_only_one_has_and_compares_the_second_of_a_kind_with_the_second()
    {
        var diff = RunDiff.Of(Of((1, "INSERT INTO a", 1, 5), (2, "INSERT INTO a", 2, 5), (3, "old", 1, -1)), Of((7, "INSERT INTO a", 1, 5), (8, "INSERT INTO a", 2, 6), (9, "new", 1, -1)));

        diff.Statements.Select(s => $"{s.Line} {s.Statement} {s.FirstMs} {s.SecondMs}").ShouldBe(["7 INSERT INTO a 1000 1000", "8 INSERT INTO a 2000 2000", "3 old 1000 ", "9 new  1000"]);
        diff.Differences.ShouldBe([new ComparedFact("rows of a.sql:8", "5", "6")]);
    }

    [Fact]
    public void Says_what_is_another_server_script_or_size()
    {
        using var first = Story.OfMigration(Given.Facts).Analyzed().Ended("done", ExitCode.Done);
        using var second = Story.OfMigration(Given.Facts).Ended("went back", ExitCode.WentBack, "why");
        var other = second.Record with
        {
            Database = second.Record.Database with { ServerVersion = "16.1" },
            Migrations = [new Whimbrel.Engine.Journal.PlannedVersion("20240215", "x", new Dictionary<string, string>(StringComparer.Ordinal) { ["20240215_add_user_preferences.sql"] = "ffff", ["more.sql"] = "eeee" })],
        };

        RunDiff.Of(first.Record, other).Differences.ShouldBe(
        [
            new ComparedFact("status", "done", "went back"),
            new ComparedFact("server version", "15.6", "16.1"),
            new ComparedFact("versions", "20240201 → 20240215", "20240201 → 20240201"),
            new ComparedFact("20240215_add_user_preferences.sql", "sha256 " + Given.Checksum, "sha256 ffff"),
            new ComparedFact("rows in users", "120,000", null),
            new ComparedFact("more.sql", null, "sha256 eeee"),
        ]);
    }

    [Fact]
    public void Compares_steps_and_tells_one_that_was_left_out()
    {
        using var first = Story.OfMigration(Given.Facts).Verified().Ended("done", ExitCode.Done);
        using var second = Story.OfMigration(Given.Facts).Analyzed().Ended("done", ExitCode.Done);

        var steps = RunDiff.Of(first.Record, second.Record).Steps;

        steps.Single(s => s.Name == "AnalyzeTables").ShouldBe(new ComparedStep("AnalyzeTables", "analyze the affected tables", "skipped", "done", null, 1000, null, IsSlower: false));
        steps.Single(s => s.Name == "VerifyMigration").SecondStatus.ShouldBeNull();
        steps.Single(s => s.Name == "BackUpDatabase").Ratio.ShouldBe(1);
    }

    [Fact]
    public void Measures_production_by_its_own_rehearsal()
    {
        using var story = Story.OfMigration(Given.Facts).Ended("done", ExitCode.Done);

        var diff = RunDiff.OfRehearsal(story.Record with { Rehearsal = Story.Rehearsal })!;

        (diff.First.IsRehearsal, diff.Second.IsRehearsal, diff.Steps.Count).ShouldBe((true, false, 0));
        diff.Statements.Where(s => s.IsSlower).ShouldHaveSingleItem().Statement.ShouldBe("INSERT INTO user_preferences");
        diff.Differences.ShouldBe([new ComparedFact("rows of 20240215_add_user_preferences_data.sql:6", "90,000", "100,000")]);
        RunDiff.OfRehearsal(story.Record).ShouldBeNull();
    }

    private static RunRecord Of(params (int Line, string Summary, double Seconds, long Rows)[] statements)
    {
        using var story = new Story(Given.Facts);
        return story.Record with { Scripts = [new AppliedScript("1", "a.sql", Given.Checksum, 1, 0, [.. statements.Select(s => new RanStatement(s.Line, s.Summary, s.Seconds, s.Rows))], [])] };
    }
}
