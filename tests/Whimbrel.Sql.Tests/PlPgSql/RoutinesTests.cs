using System.Text;
using Whimbrel.Sql.PlPgSql;
using Whimbrel.Sql.Rules;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Tests.PlPgSql;

public sealed class RoutinesTests
{
    private const string MakesF = "CREATE FUNCTION public.f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN DELETE FROM t; PERFORM f(); RETURN 1; END $$;";

    [Theory]
    [InlineData("SELECT f();")]
    [InlineData("SELECT * FROM public.f();")]
    [InlineData("INSERT INTO u SELECT f();")]
    [InlineData("DO $$ BEGIN PERFORM f(); END $$;")]
    [InlineData("DO $$ DECLARE n int; BEGIN IF f() = 1 THEN n := f(); END IF; END $$;")]
    public void Follows_a_call_of_what_the_script_made_once(string call) =>
        Inner(MakesF + call).Count(s => s.Text == "DELETE FROM t").ShouldBe(1);

    [Theory]
    [InlineData("SELECT other.f();")]
    [InlineData("SELECT g();")]
    [InlineData("CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();")]
    [InlineData("CREATE VIEW v AS SELECT f();")]
    public void Follows_nothing_that_is_not_called(string statement) => Inner(MakesF + statement).ShouldBeEmpty();

    [Fact]
    public void A_DO_block_is_known_to_destroy_what_its_statements_destroy()
    {
        var statement = Given.Statement("DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_class) THEN DROP TABLE a; TRUNCATE b; END IF; END $$;");

        (statement.Destroys, string.Join(", ", statement.Relations)).ShouldBe(("drops table a, truncates b", "a, b"));
    }

    [Fact]
    public void Follows_calls_in_the_order_in_which_they_run() =>
        Inner("CREATE PROCEDURE p() LANGUAGE sql AS 'DELETE FROM b'; DO $$ BEGIN DELETE FROM a; CALL p(); DELETE FROM c; END $$;")
            .Select(s => s.Text).ShouldBe(["DELETE FROM a", "CALL p()", "DELETE FROM b", "DELETE FROM c"]);

    [Fact]
    public void Rules_see_what_stands_inside_at_its_own_line()
    {
        var finding = Findings("DO $$\nBEGIN\n  ALTER TABLE users DROP COLUMN theme;\nEND $$;").Single(f => f.Rule == "drop-column");

        (finding.Line, finding.Column).ShouldBe((3, 3));
    }

    [Fact]
    public void An_exception_above_the_block_counts_for_all_inside() =>
        Findings("-- whimbrel:allow drop-column \"unused\"\nDO $$\nBEGIN\n  ALTER TABLE users DROP COLUMN theme;\nEND $$;").ShouldBeEmpty();

    private static IReadOnlyList<ParsedStatement> Inner(string sql)
    {
        var routines = new Routines();
        IReadOnlyList<ParsedStatement> inner = [];
        foreach (var statement in ParsedScript.Parse("m.sql", Encoding.UTF8.GetBytes(sql)).Statements)
        {
            inner = routines.InnerStatements(statement);
            routines.Pass(statement);
        }

        return inner;
    }

    private static IReadOnlyList<Finding> Findings(string sql) =>
        new ScriptExamination(new DatabaseSchema(), new CheckOptions()).Examine(ParsedScript.Parse("m.sql", Encoding.UTF8.GetBytes(sql)), ScriptRole.Forward).Findings;
}
