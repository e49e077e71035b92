using Whimbrel.Engine.Migrations;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Tests.Migrations;

public sealed class ScriptPartTests
{
    [Fact]
    public void Takes_a_script_without_BEGIN_for_one_transaction() => Shape("CREATE TABLE a (id int);\nCREATE TABLE b (id int);").ShouldBe("2");

    [Fact]
    public void Takes_BEGIN_to_COMMIT_for_one_transaction_with_the_options_of_its_BEGIN()
    {
        var part = ScriptPart.Of(Given.Script("BEGIN ISOLATION LEVEL SERIALIZABLE;\nSELECT 1;\nSELECT 2;\nCOMMIT;")).ShouldHaveSingleItem();

        part.Begin!.Text.ShouldBe("BEGIN ISOLATION LEVEL SERIALIZABLE");
        part.Statements.Select(s => s.Text).ShouldBe(["SELECT 1", "SELECT 2"]);
    }

    [Fact]
    public void Keeps_savepoints_in_their_transaction() => Shape("SAVEPOINT a; SELECT 1; ROLLBACK TO a; RELEASE a;").ShouldBe("4");

    [Fact]
    public void Lets_a_statement_that_cannot_be_in_a_transaction_stand_alone() =>
        Shape("CREATE TABLE a (id int);\nCREATE INDEX CONCURRENTLY i ON a (id);\nVACUUM a;\nSELECT 1;").ShouldBe("1 alone alone 1");

    [Fact]
    public void Takes_each_transaction_of_several_for_a_part() => Shape("BEGIN; SELECT 1; SELECT 2; COMMIT; SELECT 3; START TRANSACTION; SELECT 4; END;").ShouldBe("2 1 1");

    [Fact]
    public void Cuts_where_a_new_value_of_an_enum_is_used_later() =>
        Shape("ALTER TYPE mood ADD VALUE 'it''s fine';\nUPDATE t SET m = 'it''s fine';").ShouldBe("1 1");

    [Fact]
    public void Keeps_a_new_value_of_an_enum_that_nobody_uses_in_the_transaction() =>
        Shape("ALTER TYPE mood ADD VALUE 'fine';\nUPDATE t SET m = 'bad';").ShouldBe("2");

    [Theory]
    [InlineData("SELECT 1;\nBEGIN;\nSELECT 2;", 2, "BEGIN without COMMIT: everything after it would be thrown away at the end of the file")]
    [InlineData("BEGIN;\nCREATE INDEX CONCURRENTLY i ON a (id);\nCOMMIT;", 2, "cannot run inside a transaction (BEGIN in line 1)")]
    [InlineData("BEGIN;\nBEGIN;\nCOMMIT;", 2, "BEGIN inside the transaction of line 1")]
    [InlineData("SELECT 1;\nCOMMIT;", 2, "COMMIT without BEGIN")]
    [InlineData("BEGIN;\nSELECT 1;\nROLLBACK;", 3, "in a migration")]
    [InlineData("BEGIN;\nSELECT 1;\nPREPARE TRANSACTION 'x';", 3, "in a migration")]
    public void Refuses_what_it_cannot_cut_by_line(string text, int line, string problem)
    {
        var refused = Should.Throw<ScriptException>(() => ScriptPart.Of(Given.Script(text)));

        refused.Line.ShouldBe(line);
        refused.Problem.ShouldContain(problem);
        refused.Caret().ShouldStartWith(text.Split('\n')[line - 1]);
    }

    [Fact]
    public void Shows_the_line_whatever_ends_it()
    {
        var refused = Should.Throw<ScriptException>(() => ScriptPart.Of(Given.Script("SELECT 1;\r\nCOMMIT;\r\n")));

        (refused.Line, refused.Caret()).ShouldBe((2, "COMMIT;\n^"));
    }

    [Fact]
    public void Numbers_its_parts_from_1() => ScriptPart.Of(Given.Script("VACUUM; VACUUM;")).Select(p => p.Number).ShouldBe([1, 2]);

    /// <summary>The number of statements of each transaction; <c>alone</c> for a statement outside of any.</summary>
    private static string Shape(string text) =>
        string.Join(' ', ScriptPart.Of(Given.Script(text)).Select(p => p.IsTransaction ? $"{p.Statements.Count}" : "alone"));
}
