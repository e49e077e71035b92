using System.Text;
using Whimbrel.Sql.Psql;

namespace Whimbrel.Sql.Tests.Psql;

public sealed class PlacesTests
{
    [Fact]
    public void Offsets_count_bytes_with_the_byte_order_mark_and_columns_count_characters_without()
    {
        using var reader = PsqlScript.Reader("\uFEFFSELECT 'ä€'; SELECT 2;\n /* c */\n  SELECT 3;");

        reader.Read().ShouldBeTrue();
        reader.Item.Place.ShouldBe(new Place("script.sql", 1, 1, 3));
        reader.Item.ByteEnd.ShouldBe(3 + 15);
        reader.Read().ShouldBeTrue();
        reader.Item.Place.ShouldBe(new Place("script.sql", 1, 14, 19));
        reader.Read().ShouldBeTrue();
        reader.Item.Place.ShouldBe(new Place("script.sql", 2, 2, 30));
        reader.Item.FirstToken.ShouldBe(new Place("script.sql", 3, 3, 40));
    }

    [Theory]
    [InlineData("SELECT 1;\nSELECT (a),  'b;\n", 2, 14, "unterminated quoted string")]
    [InlineData("SELECT 1;\n  SELECT 'b;\n\n", 2, 10, "unterminated quoted string")]
    [InlineData("SELECT E'\\';", 1, 8, "unterminated quoted string")]
    [InlineData("SELECT \"a''\n;", 1, 8, "unterminated quoted name")]
    [InlineData("SELECT 1;\nSELECT $a$ $b$;\n", 2, 8, "unterminated dollar-quoted string")]
    [InlineData("SELECT 1 /* a /* b */ ;", 1, 10, "unterminated comment")]
    [InlineData("SELECT 1;\nCREATE TABLE t (a int, b numeric(3, 2);\nSELECT 2;", 2, 16, "a parenthesis that is never closed")]
    [InlineData("SELECT 1;\n\nCREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1;", 3, 1, "BEGIN or CASE without END")]
    [InlineData("SELECT 1;\n  \\if 1\n\\if 0\n\\endif\n", 2, 3, "\\if without \\endif")]
    [InlineData("SELECT 1;\n\\endif", 2, 1, "\\endif without \\if")]
    [InlineData("\\if 1\n\\else\n\\elif 1\n\\endif", 3, 1, "\\elif after \\else")]
    [InlineData("\\echo 'a b\n", 1, 7, "unterminated quoted string")]
    public void An_error_points_at_what_was_never_closed(string script, int line, int column, string problem)
    {
        var error = PsqlScript.Fails(script);

        (error.Line, error.Column, error.Problem).ShouldBe((line, column, problem));
        error.SourceLine.ShouldBe(script.Split('\n')[line - 1].TrimEnd());
    }

    [Fact]
    public void A_NUL_byte_is_an_error()
    {
        var error = PsqlScript.Fails("SELECT 1;\nSELECT '\0';");

        (error.Line, error.Column, error.Problem, error.SourceLine).ShouldBe((2, 9, "a NUL byte at offset 18", "SELECT '"));
    }

    [Fact]
    public void A_byte_that_is_not_utf8_is_an_error_where_it_stands_and_not_before()
    {
        byte[] script = [.. "SELECT 'ä';\nSELECT '"u8, 0xE4, .. "';"u8];
        using var reader = new PsqlReader("script.sql", new MemoryStream(script));

        reader.Read().ShouldBeTrue();
        var error = Should.Throw<ScriptException>(() => reader.Read());

        (error.Line, error.Column).ShouldBe((2, 9));
        error.Problem.ShouldBe("the file is not UTF-8: byte 0xE4 at offset 21");
    }

    [Fact]
    public void Places_survive_a_long_script()
    {
        var script = new StringBuilder();
        for (var i = 1; i <= 40_000; i++)
            _ = script.Append($"SELECT {i}, 'ü';\n");
        _ = script.Append("  SELECT 'open");

        var error = PsqlScript.Fails(script.ToString());

        (error.Line, error.Column, error.SourceLine).ShouldBe((40_001, 10, "  SELECT 'open"));
    }
}
