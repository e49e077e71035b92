using Whimbrel.Sql.Psql;

namespace Whimbrel.Sql.Tests.Psql;

public sealed class VariablesTests
{
    [Theory]
    [InlineData("\\set x 1\nSELECT :x, :'x', :\"x\", :{?x}, :{?y}, :y, :'y';", "SELECT 1, '1', \"1\", TRUE, FALSE, :y, :'y';")]
    [InlineData("\\set x 'it''s \"so\"'\nSELECT :'x', :\"x\";", "SELECT 'it''s \"so\"', \"it's \"\"so\"\"\";")]
    [InlineData("\\set x 'a\\\\b'\nSELECT:'x';", "SELECT E'a\\\\b';")]
    [InlineData("\\set x 1\nSELECT ':x', \":x\", $$:x$$, /* :x */ a::x, b[1:x];", "SELECT ':x', \":x\", $$:x$$, /* :x */ a::x, b[11];")]
    [InlineData("\\set x :x\n\\set x 'y :x'\nSELECT :x;", "SELECT y :x;")]
    [InlineData("\\set x 'SELECT 1; SELECT'\n:x 2;", "SELECT 1;", "SELECT 2;")]
    [InlineData("\\set q '\\''\nSELECT :q;x';", "SELECT ';x';")]
    [InlineData("\\set c '\\\\set y 2'\n:c\nSELECT :y;", "SELECT 2;")]
    [InlineData("\\set a 1\n\\set b :a :a 'c d' \"e\"\nSELECT :'b';", "SELECT '11c d\"e\"';")]
    [InlineData("\\set a 1\n\\unset a\nSELECT :a;", "SELECT :a;")]
    [InlineData("\\set a '\\x41\\102\\tx'\nSELECT :'a';", "SELECT 'AB\tx';")]
    public void References_are_replaced_as_psql_does(string script, params string[] sent) => PsqlScript.Sent(script).ShouldBe(sent);

    [Fact]
    public void A_row_that_gset_stores_gives_values_to_the_run_and_doubt_to_the_reading()
    {
        const string Script = "\\set n 0\nSELECT 1 AS n \\gset\nSELECT :n;\nSELECT :known;";

        using var reading = PsqlScript.Reader(Script);
        reading.Read().ShouldBeTrue();
        reading.Item.StoresInto.ShouldBe("");
        reading.Read().ShouldBeTrue();
        (reading.Item.TextString, reading.Item.Unresolved).ShouldBe(("SELECT :n;", "n"));

        using var running = PsqlScript.Reader(Script);
        running.Read().ShouldBeTrue();
        running.Variables.Store("", [new("n", "1"), new("gone", null)]);
        running.Read().ShouldBeTrue();
        (running.Item.TextString, running.Item.Unresolved).ShouldBe(("SELECT 1;", null));
        running.Read().ShouldBeTrue();
        running.Item.Unresolved.ShouldBeNull();
    }

    [Fact]
    public void A_condition_that_only_a_run_knows_is_decided_by_the_caller()
    {
        var asked = new List<string>();
        using var script = new MemoryStream("SELECT 1 AS n \\gset p_\n\\if :p_n\nSELECT 2;\n\\else\nSELECT 3;\n\\endif"u8.ToArray());
        using var reader = new PsqlReader("script.sql", script) { Decide = text => { asked.Add(text); return true; } };

        reader.Read().ShouldBeTrue();
        reader.Read().ShouldBeTrue();

        asked.ShouldBe([":p_n"]);
        reader.Item.TextString.ShouldBe("SELECT 2;");
    }

    [Theory]
    [InlineData("\\set AUTOCOMMIT off")]
    [InlineData("\\unset AUTOCOMMIT")]
    [InlineData("\\set SINGLELINE")]
    [InlineData("\\set ON_ERROR_ROLLBACK interactive on")]
    public void What_would_change_how_a_script_is_sent_is_refused(string command) =>
        PsqlScript.Items(command).ShouldHaveSingleItem().ShouldStartWith("1:1 Refused");

    [Theory]
    [InlineData("\\set ON_ERROR_STOP on")]
    [InlineData("\\set VERBOSITY verbose")]
    [InlineData("\\set ECHO all")]
    [InlineData("\\set AUTOCOMMIT on")]
    public void Settings_of_psql_s_display_are_accepted(string command) => PsqlScript.Items(command).ShouldBeEmpty();
}
