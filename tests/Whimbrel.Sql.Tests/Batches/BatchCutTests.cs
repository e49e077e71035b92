using System.Text;
using Whimbrel.Sql.Batches;

namespace Whimbrel.Sql.Tests.Batches;

public sealed class BatchCutTests
{
    private const string Range = "r > 1";

    [Theory]
    [InlineData("users.id", "UPDATE users SET a = 1", "UPDATE users SET a = 1\nWHERE (r > 1) ")]
    [InlineData("users.id", "UPDATE users SET a = 1 WHERE b OR c RETURNING a", "UPDATE users SET a = 1 WHERE(b OR c\n) AND (r > 1) RETURNING a")]
    [InlineData("u.id", "UPDATE public.users u SET a = (SELECT x FROM t WHERE t.id = u.id)", "UPDATE public.users u SET a = (SELECT x FROM t WHERE t.id = u.id)\nWHERE (r > 1) ")]
    [InlineData("public.users.id", "DELETE FROM public.users WHERE a -- why\n", "DELETE FROM public.users WHERE(a\n) AND (r > 1) ")]
    [InlineData("users.id", "DELETE FROM users WHERE a -- why\n OR b", "DELETE FROM users WHERE(a -- why\n OR b\n) AND (r > 1) ")]
    [InlineData("users.id", "UPDATE prefs p SET a = users.a FROM users WHERE users.id = p.id", "UPDATE prefs p SET a = users.a FROM users WHERE(users.id = p.id\n) AND (r > 1) ")]
    [InlineData("users.id", "INSERT INTO prefs SELECT id, 'where' AS \"where\" FROM users ON CONFLICT (id) WHERE a DO UPDATE SET b = 1 WHERE prefs.c", "INSERT INTO prefs SELECT id, 'where' AS \"where\" FROM users\nWHERE (r > 1) ON CONFLICT (id) WHERE a DO UPDATE SET b = 1 WHERE prefs.c")]
    [InlineData("users.id", "INSERT INTO prefs SELECT id AS where FROM users LEFT JOIN x ON x.id = users.id WHERE a ORDER BY id", "INSERT INTO prefs SELECT id AS where FROM users LEFT JOIN x ON x.id = users.id WHERE(a\n) AND (r > 1) ORDER BY id")]
    [InlineData("USERS.ID", "WITH c AS (SELECT 1 FROM t WHERE a) DELETE FROM users USING c", "WITH c AS (SELECT 1 FROM t WHERE a) DELETE FROM users USING c\nWHERE (r > 1) ")]
    public void The_condition_is_put_where_it_belongs(string key, string statement, string expected) => Cut(key, statement).Within(Range).ShouldBe(expected);

    [Theory]
    [InlineData("users.id", "UPDATE users SET id = id + 1", "changes id")]
    [InlineData("users.tenant, ID", "UPDATE users SET id = id + 1", "changes id")]
    [InlineData("orders.id", "UPDATE users SET a = 1", "no table that the statement reads row by row")]
    [InlineData("users.id", "UPDATE users SET a = (SELECT 1 FROM t)  FROM users b WHERE b.parent = users.id", "more than one of its tables")]
    [InlineData("t.id", "UPDATE users SET a = (SELECT max(id) FROM t)", "no table")]
    [InlineData("x.id", "INSERT INTO p SELECT 1 FROM users LEFT JOIN x ON true", "outer join")]
    [InlineData("users.id", "INSERT INTO p SELECT count(*) FROM users", "more than one row at once")]
    [InlineData("users.id", "INSERT INTO p SELECT row_number() OVER (ORDER BY id) FROM users", "more than one row at once")]
    [InlineData("users.id", "INSERT INTO p SELECT a FROM users GROUP BY a", "GROUP BY")]
    [InlineData("users.id", "INSERT INTO p SELECT DISTINCT a FROM users", "DISTINCT")]
    [InlineData("users.id", "INSERT INTO p SELECT a FROM users LIMIT 5", "LIMIT")]
    [InlineData("users.id", "INSERT INTO p SELECT a FROM users UNION SELECT a FROM users", "UNION")]
    [InlineData("users.id", "INSERT INTO users VALUES (1)", "INSERT without SELECT")]
    [InlineData("users.id", "WITH gone AS (DELETE FROM t RETURNING id) UPDATE users SET a = 1 FROM gone", "changes rows")]
    [InlineData("users.id", "INSERT INTO p (SELECT a FROM users)", "the place of its WHERE was not found")]
    [InlineData("users.id", "SELECT a FROM users", "only UPDATE, DELETE and INSERT")]
    public void What_is_more_than_the_sum_of_its_rows_is_refused(string key, string statement, string why) =>
        Should.Throw<ScriptException>(() => Cut(key, statement)).Problem.ShouldContain(why);

    [Theory]
    [InlineData("-- whimbrel:batch users.id\n\nUPDATE users SET a = 1;")]
    [InlineData("UPDATE users SET a = 1;\n-- whimbrel:batch users.id")]
    public void A_directive_above_nothing_is_refused(string script) =>
        Should.Throw<ScriptException>(() => Parse(script)).Problem.ShouldBe("whimbrel:batch stands above no statement");

    [Fact]
    public void An_expectation_has_two_sides()
    {
        var script = Parse("-- whimbrel:expect equal\nSELECT id FROM a WHERE x -- y\nEXCEPT ALL SELECT id FROM b UNION SELECT 1\n");
        Should.Throw<ScriptException>(() => ExpectCut.Of(script, script.Statements[0]));
        var good = Parse("-- whimbrel:expect equal\nSELECT id, (SELECT 1 EXCEPT SELECT 2) FROM a WHERE x -- y\nEXCEPT ALL SELECT id, 1 FROM b;");
        ExpectCut.Of(good, good.Statements[0]).ShouldBe(new ExpectCut("SELECT id, (SELECT 1 EXCEPT SELECT 2) FROM a WHERE x -- y", "SELECT id, 1 FROM b"));
    }

    private static BatchCut Cut(string key, string statement)
    {
        var script = Parse($"-- whimbrel:batch {key}\n{statement};");
        return BatchCut.Of(script, script.Statements[0]);
    }

    private static Script Parse(string text) => Script.Parse("x.sql", Encoding.UTF8.GetBytes(text));
}
