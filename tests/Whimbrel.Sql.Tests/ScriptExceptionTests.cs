using System.Text;

namespace Whimbrel.Sql.Tests;

public sealed class ScriptExceptionTests
{
    [Fact]
    public void Carries_PostgreSQLs_own_message_and_the_place()
    {
        var refused = Given.Refused("SELECT 1;\nSELEC 2;");

        refused.Message.ShouldBe("m.sql:2:1: syntax error at or near \"SELEC\"");
        refused.Problem.ShouldBe("syntax error at or near \"SELEC\"");
        (refused.Path, refused.Line, refused.Column).ShouldBe(("m.sql", 2, 1));
        refused.Caret().ShouldBe("SELEC 2;\n^");
    }

    [Theory]
    [InlineData("-- é中\r\nSELECT 'é中' FRM t x", 2, 17)]
    [InlineData("SELECT '🐦' FRM t x", 1, 17)]
    [InlineData("\uFEFFSELECT 1 FRM t x", 1, 14)]
    public void Counts_characters_and_not_bytes(string text, int line, int column)
    {
        var refused = Given.Refused(text);

        (refused.Line, refused.Column).ShouldBe((line, column));
    }

    [Fact]
    public void Points_at_the_parenthesis_that_was_never_closed()
    {
        var refused = Given.Refused("SELECT 1;\nSELECT (1\n\n\n");

        refused.Message.ShouldBe("m.sql:2:8: a parenthesis that is never closed");
        refused.Caret().ShouldBe("SELECT (1\n       ^");
    }

    [Theory]
    [InlineData("SELECT 'open;\n", "unterminated quoted string")]
    [InlineData("SELECT 1; /* open", "unterminated comment")]
    [InlineData("DO $$ BEGIN", "unterminated dollar-quoted string")]
    [InlineData("SELECT \"open", "unterminated quoted name")]
    public void Reports_what_was_never_closed(string text, string problem) => Given.Refused(text).Problem.ShouldBe(problem);

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t\n")]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF\n")]
    public void Says_that_a_file_is_empty(string text) => Given.Refused(text).Message.ShouldBe("m.sql:1:1: the file is empty");

    [Fact]
    public void Names_the_byte_that_is_not_UTF_8()
    {
        var refused = Given.Refused(Encoding.Latin1.GetBytes("SELECT 1;\nSELECT 'caf\u00e9';"));

        refused.Message.ShouldBe("m.sql:2:12: the file is not UTF-8: byte 0xE9 at offset 21");
        refused.Hint.ShouldBe("Save the file as UTF-8.");
    }

    [Fact]
    public void Recognizes_UTF_16()
    {
        var refused = Given.Refused([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("SELECT 1;")]);

        refused.Message.ShouldBe("m.sql:1:1: the file is not UTF-8: byte 0xFF at offset 0");
        refused.Hint.ShouldBe("The file is UTF-16: save it as UTF-8.");
    }

    [Fact]
    public void Refuses_a_NUL() => Given.Refused("SELECT 1;\n\0").Message.ShouldBe("m.sql:2:1: a NUL byte at offset 10");

    [Fact]
    public void Keeps_tabs_before_the_caret() =>
        Given.Refused("\tSELECT\t1 FRM t x;").Caret().ShouldBe("\tSELECT\t1 FRM t x;\n\t      \t      ^");

    [Fact]
    public void Cuts_a_long_line_around_the_column()
    {
        var caret = Given.Refused($"SELECT '{new string('a', 300)}' FRM t x, '{new string('b', 300)}';").Caret().Split('\n');

        caret[0].Length.ShouldBe(120);
        caret[0].ShouldStartWith("…a");
        caret[0].ShouldEndWith("b…");
        caret[0][caret[1].IndexOf('^', StringComparison.Ordinal)].ShouldBe('t');
    }
}
