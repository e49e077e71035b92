using Whimbrel.Engine.Migrations;

namespace Whimbrel.Engine.Tests.Migrations;

public sealed class MigrationChoiceTests : IDisposable
{
    private static readonly MigrationWishes _nothing = new(null, [], [], ConfirmDestructive: false);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Takes_what_is_not_applied_up_to_the_version_that_was_asked_for()
    {
        Write("1_a", "2_b", "3_c", "4_d");

        var choice = Choose(_nothing with { To = "003" }, "1");

        choice.Problems.ShouldBeEmpty();
        choice.Pending.Select(m => m.Version).ShouldBe(["2", "3"]);
    }

    [Fact]
    public void Names_the_nearest_version_of_one_that_is_not_there()
    {
        Write("20240215_a");

        var problem = Choose(_nothing with { To = "20240251" }).Problems.ShouldHaveSingleItem();

        (problem.Rule, problem.Message, problem.Hint).ShouldBe(("unknown-version", "there is no migration 20240251", "'whimbrel status' lists what is pending. The nearest is 20240215."));
    }

    [Fact]
    public void Refuses_a_migration_without_a_way_back()
    {
        _folder.Write("1_a.sql", "SELECT 1;");

        var problem = Choose().Problems.ShouldHaveSingleItem();

        (problem.Rule, problem.Message).ShouldBe(("missing-rollback", "1_a has no rollback script"));
        problem.Hint.ShouldBe("write 1_a_rollback.sql, or put -- whimbrel:irreversible \"why\" into the script.");
    }

    [Fact]
    public void Takes_a_migration_that_says_why_it_is_irreversible()
    {
        _folder.Write("1_a.sql", "-- whimbrel:irreversible \"mails were sent\"\nSELECT 1;");

        var choice = Choose();

        choice.Problems.ShouldBeEmpty();
        choice.Pending[0].Irreversible.ShouldBe("mails were sent");
    }

    [Fact]
    public void Does_not_call_a_rollback_missing_that_cannot_be_parsed()
    {
        _folder.Write("1_a.sql", "SELECT 1;");
        _folder.Write("1_a_rollback.sql", "SELEC");

        Choose().Problems.ShouldHaveSingleItem().Rule.ShouldBe("syntax");
    }

    [Fact]
    public void Refuses_a_version_below_the_current_one_unless_it_is_asked_for()
    {
        Write("1_a", "002_b", "3_c");

        var problem = Choose(_nothing, "1", "3").Problems.ShouldHaveSingleItem();

        (problem.Rule, problem.Message).ShouldBe(("out-of-order", "002_b was never applied, but the database is at 3 already"));
        Choose(_nothing with { OutOfOrder = ["2"] }, "1", "3").Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("001", true)]
    [InlineData("2", true)]
    [InlineData("3", false)]
    [InlineData("4", false)]
    [InlineData("1, 2", true)]
    [InlineData("1 9", false)]
    public void Needs_what_a_script_requires_applied_or_pending_before_it(string requires, bool isMet)
    {
        Write("1_a", "2_b", "3_c", "4_d");
        _folder.Write("3_c.sql", $"-- whimbrel:requires {requires}\nSELECT 1;");

        Choose(_nothing, "1").Problems.Select(p => p.Rule).ShouldBe(isMet ? [] : ["unmet-requires"]);
    }

    [Fact]
    public void Refuses_a_script_that_was_changed_after_it_was_applied_and_shows_the_difference()
    {
        Write("1_a");
        var before = Given.Script("-- first\nCREATE TABLE a (\n    id int\n);\n");
        _folder.Write("1_a.sql", "-- first\nCREATE TABLE a (\n    id bigint\n);\n");

        var problem = ChooseAfter([Given.Applied("1", before)]).Problems.ShouldHaveSingleItem();

        (problem.Rule, problem.Message).ShouldBe(("changed-script", "1_a was changed after it was applied on 2024-02-01"));
        problem.Excerpt.ShouldBe("  CREATE TABLE a (\n-     id int\n+     id bigint\n  );");
        ChooseAfter([Given.Applied("1", before)], _nothing with { AcceptChanged = ["01"] }).Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Takes_other_newlines_and_a_byte_order_mark_for_no_change()
    {
        Write("1_a");
        var before = Given.Script("SELECT 1;\nSELECT 2;\n");
        File.WriteAllBytes(_folder.File("1_a.sql"), [0xEF, 0xBB, 0xBF, .. "SELECT 1;\r\nSELECT 2;\r\n"u8]);

        ChooseAfter([Given.Applied("1", before)]).Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Refuses_what_destroys_data_until_somebody_confirms_it()
    {
        Write("1_a");
        _folder.Write("1_a.sql", "SELECT 1;\nDROP TABLE users;");
        _folder.Write("1_a_data.sql", "TRUNCATE orders;");

        Choose().Problems.Select(p => (p.Rule, Path.GetFileName(p.File), p.Line)).ShouldBe([("destructive", "1_a.sql", 2), ("destructive", "1_a_data.sql", 1)]);
        Choose(_nothing with { ConfirmDestructive = true }).Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("-- whimbrel:confirm \"moved to b last month\"")]
    [InlineData("-- whimbrel:allow destructive \"moved to b last month\"")]
    public void Takes_a_directive_for_a_confirmation_of_its_own_script_alone(string directive)
    {
        Write("1_a", "2_b");
        _folder.Write("1_a.sql", directive + "\nDROP TABLE users;");
        _folder.Write("2_b.sql", "DROP TABLE orders;");

        Choose().Problems.ShouldHaveSingleItem().File.ShouldBe(_folder.File("2_b.sql"));
    }

    [Fact]
    public void Takes_a_rollback_that_destroys_for_what_it_is()
    {
        Write("1_a");
        _folder.Write("1_a_rollback.sql", "DROP TABLE users;");

        Choose().Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Refuses_a_script_of_comments_and_one_that_cannot_be_cut_and_a_command_that_cannot_be_honoured()
    {
        Write("1_a", "2_b", "3_c");
        _folder.Write("1_a.sql", "-- to do\n");
        _folder.Write("2_b_rollback.sql", "BEGIN;\nSELECT 1;");
        _folder.Write("3_c.sql", "SELECT 1;\n\\! rm -rf data\n");

        Choose().Problems.Select(p => (p.Rule, p.File, p.Line)).ShouldBe([
            ("no-statement", _folder.File("1_a.sql"), 1), ("transaction", _folder.File("2_b_rollback.sql"), 1), ("psql-command", _folder.File("3_c.sql"), 2)]);
    }

    private void Write(params string[] stems)
    {
        foreach (var stem in stems)
        {
            _folder.Write(stem + ".sql", "SELECT 1;");
            _folder.Write(stem + "_rollback.sql", "SELECT 1;");
        }
    }

    private MigrationChoice Choose(MigrationWishes? wishes = null, params string[] applied) => ChooseAfter([.. applied.Select(v => Given.Applied(v))], wishes);

    private MigrationChoice ChooseAfter(AppliedMigration[] applied, MigrationWishes? wishes = null) => MigrationChoice.Of(MigrationFolder.Read(_folder.Path), applied, wishes ?? _nothing);
}
