using Whimbrel.Engine.Approvals;
using Whimbrel.Engine.Steps.Plan;

namespace Whimbrel.Engine.Tests.Steps;

public sealed class PlanMarkdownTests
{
    private static readonly PlanDocument _plan = new(
        [
            new PlannedMigration("20240215", "20240215_add_user_preferences", "add user preferences", "zero", HasRollback: true, Given.Facts.Versions[0].Checksums),
            new PlannedMigration("20240216", "20240216_send_mails", "send mails", "zero", HasRollback: false, new Dictionary<string, string>(StringComparer.Ordinal)),
        ],
        [
            new PlannedStep(1, "AssessDatabase", "assess the database", "Reads much.", [], [], null, null, Skipped: false),
            new PlannedStep(2, "BackUpDatabase", "back up the database", "Left out: the operator asked for it by name.", [], [], null, null, Skipped: true),
            new PlannedStep(5, "ApplyMigration 20240215", "apply 20240215_add_user_preferences", "Runs it.", ["CREATE TABLE a (id int)", "COMMENT ON TABLE a IS 'x';"], ["a", "b"], null, "runs the rollback script", Skipped: false),
        ],
        "zero",
        "hosting_db on 127.0.0.1:5432",
        "15.6",
        null,
        "20240216",
        ["notes.sql has no version in its name and was left alone."]);

    [Fact]
    public void Reads_as_a_document_that_people_sign() => PlanMarkdown.Write(_plan).ShouldBeApproved();

    [Fact]
    public void Shows_what_the_run_will_prove_and_what_a_person_must_sign() => PlanMarkdown.Write(_plan with
    {
        Checklist =
        [
            new PlannedItem("scripts-reviewed", "Migration scripts reviewed and tested", "tested on the restored backup", MustSign: true, null),
            new PlannedItem("backup-completed", "Database backup completed", "taken, read back and restored", MustSign: false, null),
            new PlannedItem("team-notified", "Team notified of maintenance window", null, MustSign: true, "CHG-4711"),
            new PlannedItem("alerts-configured", "Monitoring alerts configured", null, MustSign: true, null),
        ],
    }).ShouldBeApproved();

    [Theory]
    [InlineData("SELECT 1", "```")]
    [InlineData("SELECT '```'", "````")]
    [InlineData("SELECT '`````'", "``````")]
    public void Fences_sql_with_more_backticks_than_it_holds(string sql, string fence)
    {
        var text = PlanMarkdown.Write(_plan with { Steps = [_plan.Steps[2] with { Sql = [sql] }] });

        text.ShouldContain($"\n{fence}sql\n{sql};\n{fence}\n");
    }
}
