using Whimbrel.Engine.Approvals;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Rehearsals;
using Whimbrel.Engine.Steps.Backup;
using Whimbrel.Engine.Tests.Steps;

namespace Whimbrel.Engine.Tests.Approvals;

public sealed class ChecklistTests
{
    private static readonly RunFacts _facts = Given.Facts with
    {
        Versions = [new PlannedVersion("20240215", "20240215_a", new Dictionary<string, string>(StringComparer.Ordinal) { ["20240215_a.sql"] = Given.Checksum, ["20240215_a_rollback.sql"] = Given.Checksum })],
    };

    private static readonly BackupFacts _backup = Story.Backup with { RestoredAt = new Clock().Now };

    [Fact]
    public void What_the_run_has_done_is_proved_and_the_rest_is_open()
    {
        var items = Checklist.Of(_facts with { ApprovedPlan = Given.Checksum }, _backup, Story.Rehearsal);

        States(items).ShouldBe("scripts-reviewed proved, backup-completed proved, downtime-approved proved, rollback-prepared proved, application-compatible proved, team-notified open, alerts-configured open");
        By(items, "backup-completed").ShouldBe("12.3 MB, sha256 0123456789ab…: written, read back, restored");
        By(items, "scripts-reviewed").ShouldBe("reviewed as plan 0123456789ab…, tested on the restored backup");
        By(items, "application-compatible").ShouldBe("2 queries of the application work on the migrated copy");
        By(items, "team-notified").ShouldBeNull();
    }

    [Fact]
    public void A_signature_closes_an_item_and_keeps_what_is_known_of_it()
    {
        var signed = _facts with { Downtime = "full", Approvals = [new Approval("downtime-approved", "CHG-1"), new Approval("scripts-reviewed", "pull request 7"), new Approval("backup-completed", "CHG-1")] };

        var items = Checklist.Of(signed, _backup, null);

        items.Single(i => i.Item == "downtime-approved").ShouldBe(new ChecklistItem("downtime-approved", "Downtime window approved (if required)", "signed", "operator@manager-1", "CHG-1"));
        items.Single(i => i.Item == "scripts-reviewed").By.ShouldBe("operator@manager-1; not tested on a restored backup");
        // What is proved needs no signature, and keeps one that it has.
        (items.Single(i => i.Item == "backup-completed").State, items.Single(i => i.Item == "backup-completed").Reference).ShouldBe(("proved", "CHG-1"));
    }

    [Fact]
    public void A_run_that_proved_nothing_leaves_all_open_that_it_could_have_proved()
    {
        var items = Checklist.Of(_facts with { Downtime = "minimal", Versions = Given.Facts.Versions }, null, null);

        items.ShouldAllBe(i => i.State == "open");
        By(items, "backup-completed").ShouldBe("no backup was taken");
        By(items, "rollback-prepared").ShouldBe("20240215 has no rollback script");
        By(items, "scripts-reviewed").ShouldBe("not tested on a restored backup");
    }

    [Fact]
    public void A_rehearsal_that_found_something_proves_nothing_of_it()
    {
        var found = Story.Rehearsal with
        {
            Migrations = [Story.Rehearsal.Migrations[0] with { Rollback = new RehearsedRollback(Proven: false, 3, ["table a is gone"]) }],
            Queries = new RehearsedQueries(5, [new BrokenQuery("SELECT 1", null, Fails: true, "why")], [], null),
        };

        var items = Checklist.Of(_facts, _backup, found);

        By(items, "rollback-prepared").ShouldBe("the rollback of 20240215 is not proven");
        By(items, "application-compatible").ShouldBe("1 of 5 queries of the application no longer work or give other types");
        items.Count(i => i.State == "proved").ShouldBe(2);
    }

    [Fact]
    public void No_other_command_has_it() => Checklist.Of(_facts with { Command = "rollback" }, _backup, null).ShouldBeEmpty();

    [Fact]
    public void A_journal_that_is_older_than_the_checklist_has_nothing_signed()
    {
        var old = System.Text.Json.Nodes.JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(_facts, JournalJson.Default.RunFacts))!.AsObject();
        old.Remove("approvals").ShouldBeTrue();

        var facts = System.Text.Json.JsonSerializer.Deserialize(old.ToJsonString(), JournalJson.Default.RunFacts)!;

        Checklist.Of(facts, null, null).ShouldAllBe(i => i.State != "signed");
    }

    private static string States(IReadOnlyList<ChecklistItem> items) => string.Join(", ", items.Select(i => $"{i.Item} {i.State}"));

    private static string? By(IReadOnlyList<ChecklistItem> items, string item) => items.Single(i => i.Item == item).By;
}
