using System.Text;

namespace Whimbrel.Sql.Tests;

public sealed class ScriptTests
{
    [Fact]
    public void Splits_statements_with_offsets_lines_and_columns()
    {
        var script = Given.Script("SELECT 1;\n  SELECT 2 ;\n\nSELECT\n 3");

        script.Statements.Select(s => (s.Text, s.ByteOffset, s.Line, s.Column)).ShouldBe(
            [("SELECT 1", 0, 1, 1), ("SELECT 2", 12, 2, 3), ("SELECT\n 3", 24, 4, 1)]);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public void Counts_lines_with_any_newline(string newline)
    {
        var script = Given.Script($"-- one{newline}SELECT 1;{newline}{newline}SELECT{newline}2;{newline}");

        script.Statements.Select(s => s.Line).ShouldBe([2, 4]);
        script.Statements[1].Text.ShouldBe($"SELECT{newline}2");
        script.Text!.ShouldContain(newline);
    }

    [Fact]
    public void Strips_a_byte_order_mark_from_the_text_and_from_the_offsets()
    {
        var script = Given.Script("\uFEFFSELECT 1;");

        script.Text.ShouldBe("SELECT 1;");
        script.Statements.ShouldHaveSingleItem().ByteOffset.ShouldBe(3);
    }

    [Fact]
    public void Leaves_comments_around_a_statement_out_of_its_text()
    {
        var script = Given.Script("/* a ; /* nested */ */ -- b ;\nSELECT /* kept */ 1 -- c\n ; -- d\n;;\nSELECT 2 -- e");

        script.Statements.Select(s => s.Text).ShouldBe(["SELECT /* kept */ 1", "SELECT 2"]);
    }

    [Theory]
    [InlineData("-- nothing yet")]
    [InlineData("/* nothing */\n")]
    [InlineData(";;\n-- x\n;")]
    public void Takes_a_file_of_comments_for_a_script_without_statements(string text) => Given.Script(text).Statements.ShouldBeEmpty();

    [Fact]
    public void Finds_statements_behind_characters_of_several_bytes()
    {
        var script = Given.Script("-- ünïcödé 🐦\nSELECT '🐦é';\n-- é\nSELECT 2;SELECT '中' AS 中;");

        script.Statements.Select(s => s.Text).ShouldBe(["SELECT '🐦é'", "SELECT 2", "SELECT '中' AS 中"]);
        script.Statements.Select(s => (s.Line, s.Column)).ShouldBe([(2, 1), (4, 1), (4, 10)]);
    }

    [Theory]
    [InlineData("DO $$ BEGIN PERFORM 1; PERFORM 2; END $$")]
    [InlineData("DO $body$ BEGIN EXECUTE $$SELECT 1;$$; END $body$")]
    [InlineData("CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END")]
    [InlineData("CREATE RULE r AS ON UPDATE TO t DO ALSO (DELETE FROM a; INSERT INTO b VALUES (1); )")]
    [InlineData("SELECT E'it\\'s; -- fine', 'it''s;', \"a;b\", U&'d\\0061t;' FROM t")]
    [InlineData("SELECT 'a'\n  'b;c' -- ; inside\n , 2")]
    [InlineData("SELECT $1, a$b$c FROM t")]
    public void Keeps_a_statement_with_semicolons_inside_whole(string statement)
    {
        var script = Given.Script($"SELECT 0;\n{statement};\nSELECT 9 -- end\n");

        script.Statements.Select(s => s.Text).ShouldBe(["SELECT 0", statement, "SELECT 9"]);
    }

    [Fact]
    public void Has_one_normalized_checksum_whatever_the_newlines_and_the_byte_order_mark()
    {
        Script[] scripts =
        [
            Given.Script("SELECT 1;\nSELECT 2;\n"), Given.Script("SELECT 1;\r\nSELECT 2;\r\n"),
            Given.Script("SELECT 1;\rSELECT 2;\r"), Given.Script("\uFEFFSELECT 1;\nSELECT 2;\n"),
        ];

        scripts.Select(s => s.NormalizedSha256).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        scripts.Select(s => s.RawSha256).Distinct(StringComparer.Ordinal).Count().ShouldBe(4);
        scripts[0].RawSha256.ShouldBe(scripts[0].NormalizedSha256);
    }

    [Fact]
    public void Has_another_checksum_when_anything_else_differs()
    {
        var one = Given.Script("SELECT 1;\n");

        Given.Script("SELECT 1; \n").NormalizedSha256.ShouldNotBe(one.NormalizedSha256, StringComparer.Ordinal);
        Given.Script("SELECT 1;\n\n").NormalizedSha256.ShouldNotBe(one.NormalizedSha256, StringComparer.Ordinal);
        Given.Script("SELECT 1;").RawSha256.ShouldBe("17db4fd369edb9244b9f91d9aeed145c3d04ad8ba6e95d06247f07a63527d11a");
    }

    [Fact]
    public void Survives_a_hundred_thousand_nested_additions()
    {
        var statement = Given.Statement($"SELECT {string.Concat(Enumerable.Repeat("1+", 100_000))}1 FROM t");

        statement.Relations.ShouldBe([new RelationName(null, "t")]);
    }

    [Theory]
    [InlineData("1+", "1")]
    [InlineData("1 ISNULL ", "")]
    [InlineData("SELECT 1 UNION ALL ", "SELECT 1")]
    [InlineData("- ", "1")]
    [InlineData("(", "1")]
    [InlineData("NOT ", "true")]
    public void Refuses_nesting_that_no_stack_holds_and_lives_on(string level, string last)
    {
        var deep = $"{string.Concat(Enumerable.Repeat(level, 1_500_000))}{last}";

        _ = Given.Refused(level.StartsWith('S') ? deep : $"SELECT {deep}");
        Given.Statement("SELECT 1").Text.ShouldBe("SELECT 1");
    }

    [Fact]
    public void Takes_a_long_list_of_values_for_what_it_is()
    {
        var rows = string.Join(",\n", Enumerable.Range(0, 100_000).Select(i => $"({i}, 'row {i}', {i} + 1)"));

        Given.Statement($"INSERT INTO t VALUES {rows}").Summary.ShouldBe("INSERT INTO t");
    }

    [Fact]
    public void Refuses_one_statement_whose_tree_would_end_the_process()
    {
        var refused = Given.Refused($"SELECT 1;\nINSERT INTO t VALUES {string.Concat(Enumerable.Repeat("(1),", 6_000_000))}(1)");

        refused.Message.ShouldBe("m.sql:2:1: this one statement of 22 MB has too many parts");
    }

    [Fact]
    public async Task Parses_on_several_threads_at_once()
    {
        var texts = Enumerable.Range(0, 64).Select(i => string.Concat(Enumerable.Range(0, 200).Select(j => $"INSERT INTO t{i} VALUES ({j});\n"))).ToList();

        var scripts = await Task.WhenAll(texts.Select(text => Task.Run(() => Given.Script(text))));

        for (var i = 0; i < scripts.Length; i++)
            scripts[i].Statements.ShouldAllBe(s => s.Summary == $"INSERT INTO t{i}");
    }

    [Fact]
    public async Task Reads_a_file()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "SELECT 1;", Encoding.UTF8);

        var script = Script.Read(path);

        script.Path.ShouldBe(path);
        script.Statements.ShouldHaveSingleItem().Text.ShouldBe("SELECT 1");
        File.Delete(path);
    }

    [Fact]
    public void Passes_errors_of_the_file_system_through() =>
        Should.Throw<FileNotFoundException>(() => Script.Read("/nowhere-at-all.sql"));
}
