namespace Whimbrel.Sql.Tests.Psql;

public sealed class ConditionsTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("T", true)]
    [InlineData("on", true)]
    [InlineData("1", true)]
    [InlineData("ye", true)]
    [InlineData("off", false)]
    [InlineData("of", false)]
    [InlineData("n", false)]
    [InlineData("0", false)]
    public void Booleans_are_psql_s(string text, bool isTrue) =>
        PsqlScript.Items($"\\if {text}\nSELECT 1;\n\\else\nSELECT 2;\n\\endif").ShouldBe([isTrue ? "2:1 SELECT 1;" : "4:1 SELECT 2;"]);

    [Theory]
    [InlineData("o")]
    [InlineData("10")]
    [InlineData("truely")]
    [InlineData(":unset")]
    [InlineData("true true")]
    public void Anything_else_is_refused_and_read_as_false(string text) =>
        PsqlScript.Items($"\\if {text}\nSELECT 1;\n\\else\nSELECT 2;\n\\endif").ShouldBe(["1:1 Refused \\if", "4:1 SELECT 2;"]);

    [Fact]
    public void A_statement_goes_on_through_its_branches() =>
        PsqlScript.Sent("SELECT 1\n\\if false\n , (( 2\n\\elif yes\n , 3\n\\else\n ; SELECT 4\n\\endif\n , 5;").ShouldBe(["SELECT 1\n , 3\n , 5;"]);

    [Fact]
    public void A_branch_that_is_not_taken_is_only_read_for_its_quotes_and_conditions() =>
        PsqlScript.Sent("""
            \if false
            SELECT '\endif';
            \set x 1
            \! rm -rf /
            \i nowhere.sql
            COPY t FROM stdin;
            \if true \else \endif
            \foo
            \q
            \elif :{?x}
            SELECT 1;
            \else
            SELECT 2;
            \endif
            SELECT 3;
            """).ShouldBe(["SELECT 2;", "SELECT 3;"]);

    [Fact]
    public void Conditions_can_stand_in_one_line() =>
        PsqlScript.Sent(@"\if 1 \if 0 \\ SELECT 1; \elif 1 \\ SELECT 2; \else \\ SELECT 3; \endif \\ SELECT 4; \else \\ SELECT 5; \endif \\ SELECT 6;")
            .ShouldBe(["SELECT 2;", "SELECT 4;", "SELECT 6;"]);
}
