namespace Whimbrel.Sql.Tests;

public sealed class DirectiveTests
{
    [Theory]
    [InlineData("requires 20240201", "requires", "20240201", null)]
    [InlineData("requires 1, 2 3", "requires", "1, 2 3", null)]
    [InlineData("downtime minimal", "downtime", "minimal", null)]
    [InlineData("downtime full \"rewrites orders\"", "downtime", "full", "rewrites orders")]
    [InlineData("timeout 30min", "timeout", "30min", null)]
    [InlineData("timeout 500ms", "timeout", "500ms", null)]
    [InlineData("timeout 90s", "timeout", "90s", null)]
    [InlineData("timeout 1h", "timeout", "1h", null)]
    [InlineData("irreversible \"drops the \"old\" column\"", "irreversible", "", "drops the \"old\" column")]
    [InlineData("batch users.id", "batch", "users.id", null)]
    [InlineData("batch app.users.id", "batch", "app.users.id", null)]
    [InlineData("allow index-not-concurrent \"the table is new\"", "allow", "index-not-concurrent", "the table is new")]
    [InlineData("confirm \"nobody reads it\"", "confirm", "", "nobody reads it")]
    public void Reads_each_directive(string text, string name, string argument, string? reason) =>
        Given.Script($"SELECT 1;\r\n-- whimbrel:{text}  \r\nSELECT 2;").Directives
            .ShouldBe([new Directive(name, argument, reason, 2) { Path = "m.sql", AppliesToLine = 3 }]);

    [Theory]
    [InlineData("-- whimbrel:confirm \"why\"\nSELECT 1;", 2)]
    [InlineData("-- whimbrel:confirm \"why\"\n-- more words\nSELECT\n1;", 3)]
    [InlineData("SELECT 0;\n-- whimbrel:confirm \"why\"\n\nSELECT 1;", null)]
    [InlineData("-- whimbrel:confirm \"why\"\n\n-- about it\nSELECT 1;", null)]
    [InlineData("SELECT 0;\nSELECT 1; -- whimbrel:confirm \"why\"\nSELECT 2;", 2)]
    [InlineData("SELECT\n-- whimbrel:confirm \"why\"\n1;", 1)]
    [InlineData("SELECT 1;\n-- whimbrel:confirm \"why\"\n", null)]
    public void Belongs_to_the_statement_on_its_line_or_right_below_it(string text, int? line) =>
        Given.Script(text).Directives.ShouldHaveSingleItem().AppliesToLine.ShouldBe(line);

    [Fact]
    public void Finds_directives_before_between_behind_and_after_statements() =>
        Given.Script("--whimbrel:requires 1\nSELECT 1; -- whimbrel:requires 2\nSELECT 2 -- whimbrel:requires 3\n;; -- whimbrel:requires 4\n")
            .Directives.Select(d => (d.Argument, d.Line)).ShouldBe([("1", 1), ("2", 2), ("3", 3), ("4", 4)]);

    [Theory]
    [InlineData("DO $$ BEGIN\n-- whimbrel:confirm \"no\"\nNULL; END $$;")]
    [InlineData("SELECT '\n-- whimbrel:confirm \"no\"\n';")]
    [InlineData("/*\n-- whimbrel:confirm \"no\"\n*/ SELECT 1;")]
    [InlineData("-- see -- whimbrel:confirm \"no\"\nSELECT 1;")]
    public void Takes_nothing_for_a_directive_that_is_no_comment_between_statements(string text) =>
        Given.Script(text).Directives.ShouldBeEmpty();

    [Theory]
    [InlineData("requiers 1", "there is no directive whimbrel:requiers; did you mean whimbrel:requires?", 13)]
    [InlineData("Downtime zero", "there is no directive whimbrel:Downtime; did you mean whimbrel:downtime?", 13)]
    [InlineData("banana", "there is no directive whimbrel:banana", 13)]
    [InlineData("requires", "'' is not an argument of whimbrel:requires", 21)]
    [InlineData("requires v1", "'v1' is not an argument of whimbrel:requires", 22)]
    [InlineData("downtime none", "'none' is not an argument of whimbrel:downtime", 22)]
    [InlineData("timeout soon", "'soon' is not an argument of whimbrel:timeout", 21)]
    [InlineData("timeout 0s", "'0s' is not an argument of whimbrel:timeout", 21)]
    [InlineData("timeout 30", "'30' is not an argument of whimbrel:timeout", 21)]
    [InlineData("timeout 999999h", "'999999h' is not an argument of whimbrel:timeout", 21)]
    [InlineData("irreversible", "whimbrel:irreversible needs its reason in double quotes", 25)]
    [InlineData("irreversible \" \"", "whimbrel:irreversible needs its reason in double quotes", 26)]
    [InlineData("confirm because", "'because' is not an argument of whimbrel:confirm", 21)]
    [InlineData("confirm \"open", "'\"open' is not an argument of whimbrel:confirm", 21)]
    [InlineData("batch users", "'users' is not an argument of whimbrel:batch", 19)]
    [InlineData("allow rule", "whimbrel:allow needs its reason in double quotes", 19)]
    [InlineData("requires 1 \"why\"", "whimbrel:requires takes no reason", 22)]
    public void Refuses_a_directive_that_it_cannot_follow(string text, string problem, int column)
    {
        var refused = Given.Refused($"SELECT 1;\n-- whimbrel:{text}\n");

        refused.Problem.ShouldBe(problem);
        (refused.Line, refused.Column).ShouldBe((2, column));
        refused.Hint.ShouldNotBeNull();
    }

    [Fact]
    public void Refuses_two_downtimes_in_one_script() =>
        Given.Refused("-- whimbrel:downtime zero\n-- whimbrel:downtime full\n").Message
            .ShouldBe("m.sql:2:1: whimbrel:downtime stands in this script twice");

    [Fact]
    public void A_comment_inside_a_statement_does_not_part_it_from_its_directive() =>
        Given.Script("-- whimbrel:allow a \"b\"\n-- why\nSELECT 1\n\n, 2 -- two\n;\nSELECT 3;").Directives[0].AppliesToLine.ShouldBe(3);
}
