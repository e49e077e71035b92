using System.Text;
using Whimbrel.Sql.Rules;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Tests.Rules;

/// <summary>INSERTs that only go on with the rows of the one before them are looked at once.</summary>
public sealed class RowsThatGoOnTests
{
    [Fact]
    public void The_first_speaks_for_all()
    {
        var script = Parse("INSERT INTO plans VALUES (1, 'a');\nINSERT INTO plans VALUES (2, 'b; c');\n  INSERT INTO plans VALUES (3, NULL), (4, 'd');\n");

        Found(script).ShouldBe([("insert-without-columns", 1)]);
        script.Script.Statements.Select(s => (s.Text, s.Line, s.Column)).ShouldBe(
            [("INSERT INTO plans VALUES (1, 'a')", 1, 1), ("INSERT INTO plans VALUES (2, 'b; c')", 2, 1), ("INSERT INTO plans VALUES (3, NULL), (4, 'd')", 3, 3)]);
    }

    [Fact]
    public void What_calls_a_function_is_looked_at_by_itself()
    {
        var script = Parse(
            """
            CREATE FUNCTION clear() RETURNS int LANGUAGE plpgsql AS $$ BEGIN TRUNCATE users; RETURN 1; END $$;
            INSERT INTO plans (id) VALUES (1);
            INSERT INTO plans (id) VALUES (clear());
            """);

        Found(script).ShouldContain(("truncate-table", 1));
    }

    [Fact]
    public void A_new_enum_value_is_seen_in_any_of_them()
    {
        var script = Parse("BEGIN;\nALTER TYPE mood ADD VALUE 'calm';\nINSERT INTO days (mood) VALUES ('sad');\nINSERT INTO days (mood) VALUES ('calm');\nCOMMIT;\n");

        Found(script).ShouldContain(("new-enum-value-used", 4));
    }

    [Fact]
    public void An_error_is_told_where_it_stands() =>
        Should.Throw<ScriptException>(() => Parse("INSERT INTO plans (id) VALUES (1);\nINSERT INTO plans (id) VALUES (2;\n")).Line.ShouldBe(2);

    [Fact]
    public void An_exception_at_one_of_them_is_used_where_the_first_is_excepted_too()
    {
        var excepted = "-- whimbrel:allow insert-without-columns \"as in the dump\"\n";

        Found(Parse($"{excepted}INSERT INTO plans VALUES (1);\n{excepted}INSERT INTO plans VALUES (2);\n")).ShouldBeEmpty();
        Found(Parse($"INSERT INTO plans VALUES (1);\n{excepted}INSERT INTO plans VALUES (2);\n")).ShouldBe([("insert-without-columns", 1)]);
    }

    private static List<(string Rule, int Line)> Found(ParsedScript script) =>
        [.. new ScriptExamination(new DatabaseSchema(), new CheckOptions()).Examine(script, ScriptRole.Forward).Findings.Select(f => (f.Rule, f.Line))];

    private static ParsedScript Parse(string sql) => ParsedScript.Parse("1_plans.sql", Encoding.UTF8.GetBytes(sql));
}
