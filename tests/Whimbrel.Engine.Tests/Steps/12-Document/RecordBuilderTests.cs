using System.Text.Json;
using Whimbrel.Engine.Journal;

namespace Whimbrel.Engine.Tests.Steps;

public sealed class RecordBuilderTests
{
    private static readonly JsonSerializerOptions _readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Builds_the_whole_record_from_the_journal_alone()
    {
        using var story = Story.OfMigration(Given.Facts).Analyzed().Verified().Watched().Ended("done", ExitCode.Done);

        var json = JsonSerializer.SerializeToUtf8Bytes(story.Record, JournalJson.Default.RunRecord);

        (JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement, _readable) + "\n").ShouldBeApproved();
    }

    [Fact]
    public void Counts_a_resumed_run_for_what_it_came_to_in_the_end()
    {
        using var story = Story.OfMigration(Given.Facts)
            .Begin("VerifyMigration", "verify the migration").Add(JournalEvent.Failed, "VerifyMigration", "a check failed")
            .Pass(3600).Add(JournalEvent.Resumed, "", "resume").Verified().Begin("DocumentMigration", "document the run");

        // The Document step writes the operator's log from this record: it must not say that the run is open.
        (story.Record.Status, story.Record.Reason).ShouldBe(("running", null));
        story.Step("DocumentMigration", "document the run", 0.1, "record.md").Ended("done", ExitCode.Done);
        (story.Record.Status, story.Record.Reason, story.Record.NewVersion).ShouldBe(("done", null, "20240215"));
        story.Record.Steps.Single(s => s.Name == "VerifyMigration").Status.ShouldBe("done");
    }

    [Fact]
    public void Counts_only_the_time_in_which_a_step_was_at_work()
    {
        using var story = Story.OfMigration(Given.Facts)
            .Begin("VerifyMigration", "verify the migration").Pass(2).Add(JournalEvent.Failed, "VerifyMigration", "a check failed")
            .Pass(7200).Add(JournalEvent.Resumed, "", "resume").Step("VerifyMigration", "verify the migration", 0.5, "fine");

        story.Record.Steps.Single(s => s.Name == "VerifyMigration").Seconds.ShouldBe(0.5);
    }

    [Fact]
    public void Says_running_of_a_step_that_was_begun_again()
    {
        using var story = new Story(Given.Facts).Begin("BackUpDatabase", "back up").Add(JournalEvent.Failed, "BackUpDatabase", "disk full").Add(JournalEvent.Resumed, "", "resume").Begin("BackUpDatabase", "back up");

        story.Record.Steps.ShouldHaveSingleItem().Status.ShouldBe("running");
    }

    [Fact]
    public void Says_open_and_why_of_a_run_that_stands_at_a_failure()
    {
        using var story = Story.OfMigration(Given.Facts).Begin("VerifyMigration", "verify the migration").Add(JournalEvent.Failed, "VerifyMigration", "a check failed", Story.Verification(isGood: false));

        (story.Record.Status, story.Record.Reason, story.Record.ExitCode, story.Record.WayBack).ShouldBe(("open", "a check failed", null, "whimbrel abort"));
        story.Record.Checks.Count(c => !c.Ok).ShouldBe(1);
    }

    [Fact]
    public void Leaves_the_version_where_it_was_when_the_run_went_back()
    {
        foreach (var status in new[] { "went back", "interrupted", "aborted" })
        {
            using var story = Story.OfMigration(Given.Facts).Ended(status, ExitCode.WentBack, "why");

            (story.Record.NewVersion, story.Record.WayBack).ShouldBe(("20240201", null));
        }
    }

    [Fact]
    public void Names_the_way_back_from_each_end()
    {
        using var migrated = Story.OfMigration(Given.Facts).Ended("done", ExitCode.Done);
        using var first = Story.OfMigration(Given.Facts with { PreviousVersion = null }).Ended("done", ExitCode.Done);
        using var rolledBack = new Story(Given.Facts with { Command = "rollback" }).Ended("done", ExitCode.Done);

        (migrated.Record.WayBack, first.Record.WayBack, rolledBack.Record.WayBack).ShouldBe(("whimbrel rollback --to 20240201", "whimbrel rollback --to 0", "whimbrel migrate"));
    }

    [Fact]
    public void Holds_the_checks_of_a_rollback_too()
    {
        using var story = new Story(Given.Facts with { Command = "rollback" }).Verified("VerifyRollback").Ended("done", ExitCode.Done);

        story.Record.Checks.Count.ShouldBe(2);
    }
}
