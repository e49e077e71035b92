using Whimbrel.Sql.Psql;

namespace Whimbrel.Sql.Tests.Psql;

public sealed class BackslashCommandsTests
{
    [Theory]
    [InlineData("SELECT 1 \\g\nSELECT 2\n\\g\nSELECT 3 \\gx\n", "SELECT 1 ", "SELECT 2", "SELECT 3 ")]
    [InlineData("SELECT 1;\n\\g\n\\gx", "SELECT 1;", "SELECT 1;", "SELECT 1;")]
    [InlineData("SELECT (1 \\g\nSELECT 2;", "SELECT (1 ", "SELECT 2;")]
    [InlineData("SELECT 1 \\g (format=csv tuples_only)\nSELECT 2;", "SELECT 1 ", "SELECT 2;")]
    [InlineData("SELECT 1\n\\echo hi\n, 2;", "SELECT 1\n, 2;")]
    [InlineData("SELECT 1 \\echo a \\\\ , 2;", "SELECT 1  , 2;")]
    [InlineData("SELECT 1\n\\r\nSELECT 2;", "SELECT 2;")]
    [InlineData("SELECT 1 \\q\nSELECT 2;", "SELECT 1 ")]
    [InlineData("SELECT 1 \\gdesc\nSELECT 2;", "SELECT 2;")]
    [InlineData("SELECT 1, 2, 3 \\crosstabview 1 2\nSELECT 2;", "SELECT 1, 2, 3 ", "SELECT 2;")]
    [InlineData("SELECT 1; \\foo 'bar \\\\ SELECT 2;\nSELECT 3;", "SELECT 1;", "SELECT 3;")]
    [InlineData("SELECT 1; \\dt 'a' \"b c\" \\\\ SELECT 2;", "SELECT 1;", "SELECT 2;")]
    public void Commands_send_or_leave_the_statement_as_psql_does(string script, params string[] sent) => PsqlScript.Sent(script).ShouldBe(sent);

    [Theory]
    [InlineData("! rm -rf /")]
    [InlineData("o out.txt")]
    [InlineData("w | cat")]
    [InlineData("cd /tmp")]
    [InlineData("password")]
    [InlineData("lo_import x")]
    [InlineData("copy t to 'x'")]
    [InlineData("copy t from program 'x'")]
    [InlineData("copy t from pstdin")]
    [InlineData("e")]
    [InlineData("s")]
    [InlineData("setenv A b")]
    [InlineData("prompt x")]
    [InlineData("bind 1")]
    [InlineData("encoding latin1")]
    [InlineData("nonsense")]
    [InlineData("drop")]
    [InlineData("echo `date`")]
    [InlineData("i -")]
    public void What_is_not_supported_is_refused_by_name_and_place(string command)
    {
        using var reader = PsqlScript.Reader($"SELECT 1;\n  \\{command}\nSELECT 2;");

        reader.Read().ShouldBeTrue();
        reader.Read().ShouldBeTrue();
        (reader.Item.Kind, reader.Item.Command, reader.Item.Place.Line, reader.Item.Place.Column).ShouldBe((PsqlItemKind.Refused, command.Split(' ')[0], 2, 3));
        reader.Item.Note.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("SELECT 1 \\g out.txt\nSELECT 2;")]
    [InlineData("SELECT 1 \\g | cat \\ x\nSELECT 2;")]
    [InlineData("SELECT 1 \\gexec\nSELECT 2;")]
    [InlineData("SELECT 1 \\watch 1\nSELECT 2;")]
    public void A_refused_command_that_sends_is_followed_by_its_statement(string script)
    {
        using var reader = PsqlScript.Reader(script);

        reader.Read().ShouldBeTrue();
        reader.Item.Kind.ShouldBe(PsqlItemKind.Refused);
        reader.Read().ShouldBeTrue();
        (reader.Item.TextString, reader.Item.IsRefused).ShouldBe(("SELECT 1 ", true));
        reader.Read().ShouldBeTrue();
        (reader.Item.TextString, reader.Item.IsRefused).ShouldBe(("SELECT 2;", false));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("pset null 'x y'")]
    [InlineData("timing on")]
    [InlineData("d+ t")]
    [InlineData("dt *.*")]
    [InlineData("dfnS+ f int")]
    [InlineData("dRs")]
    [InlineData("h CREATE TABLE \\ x")]
    [InlineData("?")]
    [InlineData("encoding UTF-8")]
    [InlineData("p")]
    [InlineData("conninfo")]
    [InlineData("sf f(int)")]
    [InlineData("lx+")]
    public void What_only_shows_something_is_skipped(string command) =>
        PsqlScript.Items($"\\{command}\nSELECT 1;").Select(i => i.Split(' ')[1]).ShouldBe(["Skipped", "SELECT"]);

    [Fact]
    public void Echo_gives_its_text() =>
        PsqlScript.Items("\\set x 'a b'\n\\echo :x 'c  d' \"e\" ;\n\\qecho -n f\n\\warn g").ShouldBe(["2:1 echo a b c  d \"e\" ;", "3:1 echo f", "4:1 echo g"]);

    [Fact]
    public void Connect_gives_its_arguments() =>
        PsqlScript.Items("\\connect \"My db\" - host;\n\\c").ShouldBe(["1:1 Connect \\connect My db - host", "2:1 Connect \\c"]);

    [Fact]
    public void Between_restrict_and_unrestrict_other_commands_are_refused() =>
        PsqlScript.Items("\\restrict Abc1\nSELECT 1;\n\\echo a\n\\unrestrict Abc1\n\\echo b").ShouldBe(["2:1 SELECT 1;", "3:1 Refused \\echo", "5:1 echo b"]);

    [Theory]
    [InlineData("\\restrict abc\n\\unrestrict abd")]
    [InlineData("\\unrestrict abc")]
    [InlineData("\\restrict")]
    public void A_wrong_key_is_an_error(string script) => PsqlScript.Fails(script).Line.ShouldBe(script.Contains('\n', StringComparison.Ordinal) ? 2 : 1);
}
