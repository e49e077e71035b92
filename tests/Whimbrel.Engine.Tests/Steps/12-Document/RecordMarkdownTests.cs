using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Steps.Document;

namespace Whimbrel.Engine.Tests.Steps;

public sealed class RecordMarkdownTests
{
    private static readonly RunFacts _facts = Given.Facts with { Skip = ["watch"], Confirmed = ["20240215_a.sql:3 drops table a"], Notes = ["notes.sql has no version."] };

    [Fact]
    public void Tells_a_migration_that_is_done()
    {
        using var story = Story.OfMigration(_facts).Analyzed().Verified().Watched().Step("DocumentMigration", "document the run", 0.1, "record.md").Ended("done", ExitCode.Done);

        RecordMarkdown.Write(story.Record).ShouldBeApproved();
    }

    [Fact]
    public void Tells_a_migration_that_went_back()
    {
        using var story = Story.OfMigration(_facts)
            .Begin("VerifyMigration", "verify the migration").Pass(1).Add(JournalEvent.Failed, "VerifyMigration", "1 of 2 checks failed:\n  health: refused", Story.Verification(isGood: false))
            .Add(JournalEvent.UndoIntent, "ApplyMigration 20240215", "undo").Pass(1).Add(JournalEvent.Undone, "ApplyMigration 20240215", "20240215 rolled back")
            .Ended("went back", ExitCode.WentBack, "1 of 2 checks failed:\n  health: refused");

        RecordMarkdown.Write(story.Record).ShouldBeApproved();
    }

    [Fact]
    public void Makes_the_runbooks_log_entry()
    {
        using var story = Story.OfMigration(_facts).Verified().Begin("DocumentMigration", "document the run");

        RecordMarkdown.LogEntry(story.Record).ShouldBeApproved();
    }

    [Fact]
    public void Makes_the_log_entry_of_a_run_that_went_back()
    {
        using var story = new Story(Given.Facts with { Downtime = "minimal" }).Begin("BackUpDatabase", "back up the database").Add(JournalEvent.Failed, "BackUpDatabase", "disk full").Ended("went back", ExitCode.WentBack, "disk full");

        RecordMarkdown.LogEntry(story.Record).ShouldBeApproved();
    }

    [Fact]
    public void Makes_the_line_of_the_schema_history()
    {
        using var story = Story.OfMigration(_facts);

        RecordMarkdown.HistoryLine(story.Record).ShouldBeApproved();
    }
}
