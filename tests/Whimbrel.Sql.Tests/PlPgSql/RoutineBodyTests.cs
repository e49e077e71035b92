using System.Text;
using Whimbrel.Sql.PlPgSql;

namespace Whimbrel.Sql.Tests.PlPgSql;

public sealed class RoutineBodyTests
{
    [Fact]
    public void Sees_the_static_SQL_of_a_DO_block_at_its_place_in_the_script()
    {
        var body = Read("""
            SELECT 1;
              DO $$
            BEGIN
                IF NOT EXISTS (SELECT 1 FROM pg_class) THEN
                    ALTER TABLE users ADD COLUMN x int; UPDATE users SET x = 1;
                END IF;
            END $$;
            """);

        body.Statements.Select(s => (s.Kind, s.Text, s.Line, s.Column, s.Inside)).ShouldBe(
        [
            ("SelectStmt", "SELECT NOT EXISTS (SELECT 1 FROM pg_class)", 4, 8, "DO block"),
            ("AlterTableStmt", "ALTER TABLE users ADD COLUMN x int", 5, 9, "DO block"),
            ("UpdateStmt", "UPDATE users SET x = 1", 5, 45, "DO block"),
        ]);
    }

    [Fact]
    public void Finds_the_place_behind_doubled_quotes_and_on_the_first_line()
    {
        var statement = Read("/* é */ DO ' BEGIN UPDATE a SET b = ''x''; DELETE FROM c; END '").Statements.Last();

        (statement.Text, statement.Line, statement.Column).ShouldBe(("DELETE FROM c", 1, 44));
    }

    [Theory]
    [InlineData("\n\nDO\n\n\n$$\nBEGIN\n\n  DELETE FROM a;\nEND $$", 9)]
    [InlineData("CREATE FUNCTION f()\n\n\nRETURNS int LANGUAGE sql\n\nAS $$\n\n  DELETE FROM a $$", 8)]
    [InlineData("DO LANGUAGE 'plpgsql'\n$$ BEGIN\n  DELETE FROM a;\nEND $$", 3)]
    [InlineData("SELECT 1 \\; DO\n\n$$ BEGIN\n  DELETE FROM a;\nEND $$", 4)]
    [InlineData("CREATE FUNCTION f()\n\n\nRETURNS int\n\nBEGIN ATOMIC\n\n  DELETE FROM a; END", 8)]
    public void Finds_the_line_behind_empty_lines_which_psql_does_not_send(string sql, int line)
    {
        var statement = Read(sql).Statements.ShouldHaveSingleItem();

        (statement.Line, statement.Column).ShouldBe((line, 3));
    }

    [Theory]
    [InlineData("PERFORM count(*) FROM users", "SELECT count(*) FROM users")]
    [InlineData("n := (SELECT count(*) FROM users)", "SELECT (SELECT count(*) FROM users)")]
    [InlineData("a[1] = (SELECT b = c FROM users)", "SELECT (SELECT b = c FROM users)")]
    [InlineData("SELECT count(*) INTO STRICT n FROM users", "SELECT count(*)               FROM users")]
    [InlineData("CALL p(1)", "CALL p(1)")]
    [InlineData("RAISE NOTICE '%', (SELECT 1 FROM users)", "SELECT (SELECT 1 FROM users)")]
    [InlineData("ASSERT (SELECT true FROM users)", "SELECT (SELECT true FROM users)")]
    [InlineData("OPEN cur FOR SELECT 1 FROM users", "SELECT 1 FROM users")]
    [InlineData("CASE (SELECT 1 FROM users) WHEN 1 THEN NULL; END CASE", "SELECT (SELECT 1 FROM users)")]
    [InlineData("RETURN", null)]
    [InlineData("n := n + 1", null)]
    [InlineData("NULL", null)]
    public void Counts_every_query_that_reads_a_table_or_calls_a_function(string code, string? expected)
    {
        var body = Read($"DO $$ DECLARE n int; a int[]; cur refcursor; BEGIN {code}; END $$");

        body.Unread.ShouldBeEmpty();
        body.Statements.Select(s => s.Text).ShouldBe(expected is null ? [] : [expected]);
    }

    [Fact]
    public void Looks_into_every_branch_handler_and_declaration()
    {
        var body = Read("""
            DO $$
            DECLARE n int := (SELECT 1 FROM a1); c CURSOR FOR SELECT 1 FROM a2;
            BEGIN
                IF n = 1 THEN DELETE FROM b1; ELSIF n = 2 THEN DELETE FROM b2; ELSE DELETE FROM b3; END IF;
                CASE WHEN n = 1 THEN DELETE FROM c1; ELSE DELETE FROM c2; END CASE;
                DECLARE m int := (SELECT 1 FROM d1); BEGIN DELETE FROM d2; EXCEPTION WHEN division_by_zero THEN DELETE FROM d3; WHEN OTHERS THEN DELETE FROM d4; END;
            END $$
            """);

        body.Statements.SelectMany(s => Sql.Facts.NamedRelations.Of(s.Kind, s.Body).Relations).Select(r => r.Name)
            .ShouldBe(["a1", "a2", "b1", "b2", "b3", "c1", "c2", "d1", "d2", "d3", "d4"]);
    }

    [Theory]
    [InlineData("FOR r IN SELECT * FROM outside LOOP DELETE FROM inside; END LOOP")]
    [InlineData("FOR i IN 1 .. (SELECT 1 FROM outside) LOOP DELETE FROM inside; END LOOP")]
    [InlineData("FOREACH i IN ARRAY (SELECT a FROM outside) LOOP DELETE FROM inside; END LOOP")]
    [InlineData("PERFORM 1 FROM outside; LOOP IF true THEN DELETE FROM inside; END IF; EXIT; END LOOP")]
    [InlineData("PERFORM 1 FROM outside; WHILE (SELECT true FROM inside) LOOP NULL; END LOOP")]
    [InlineData("FOR r IN EXECUTE 'SELECT * FROM outside' LOOP DELETE FROM inside; END LOOP")]
    public void Tells_what_runs_again_and_again(string code)
    {
        var body = Read($"DO $$ DECLARE r record; i int; BEGIN {code}; END $$");

        body.Statements.ToDictionary(s => s.Text.Contains("inside", StringComparison.Ordinal), body.InLoop.Contains)
            .ShouldBe(new Dictionary<bool, bool> { [false] = false, [true] = true }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("'ALTER TABLE users ADD x int'", "ALTER TABLE users ADD x int")]
    [InlineData("'ALTER TABLE ' || 'users' || ' ADD x int'", "ALTER TABLE users ADD x int")]
    [InlineData("format('ALTER TABLE %I ADD x text DEFAULT %L, ADD y int DEFAULT %s -- 100%%', 'Users', 'it''s', 1)", "ALTER TABLE \"Users\" ADD x text DEFAULT 'it''s', ADD y int DEFAULT 1")]
    [InlineData("concat('DROP TABLE ', quote_ident('a b'))", "DROP TABLE \"a b\"")]
    public void Reads_EXECUTE_of_a_constant_as_what_it_is(string text, string expected)
    {
        var body = Read($"DO $x$ BEGIN EXECUTE {text}; END $x$");

        body.Dynamic.ShouldBeEmpty();
        body.Statements.ShouldContain(s => s.Text == expected);
    }

    [Theory]
    [InlineData("EXECUTE 'ALTER TABLE ' || t", "'ALTER TABLE ' || t")]
    [InlineData("EXECUTE format('DROP TABLE %I', t) USING t", "format('DROP TABLE %I', t)")]
    [InlineData("EXECUTE format('DROP TABLE %2$I', 'a', 'b')", "format('DROP TABLE %2$I', 'a', 'b')")]
    [InlineData("FOR r IN EXECUTE t LOOP NULL; END LOOP", "t")]
    [InlineData("OPEN c FOR EXECUTE t", "t")]
    public void Names_what_is_known_only_when_it_runs(string code, string expected)
    {
        var body = Read($"DO $$\nDECLARE r record; t text; c refcursor;\nBEGIN\n  {code}; END $$");

        body.Dynamic.Select(d => (d.Text, d.Line)).ShouldBe([(expected, 4)]);
    }

    [Fact]
    public void Knows_variables_of_composite_types_without_a_catalogue()
    {
        var body = Read("DO $$ DECLARE u users%ROWTYPE; v public.address; w t; BEGIN u.a := 1; v.b := 2; w.c := 3; DELETE FROM x; END $$");

        body.Unread.ShouldBeEmpty();
        body.Statements.Select(s => (s.Text, s.Column)).ShouldBe([("DELETE FROM x", 91)]);
    }

    [Theory]
    [InlineData("CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ UPDATE t SET b = a; SELECT 1 $$", "UPDATE t SET b = a|SELECT 1")]
    [InlineData("CREATE FUNCTION f() RETURNS int AS 'DELETE FROM t' LANGUAGE SQL", "DELETE FROM t")]
    [InlineData("CREATE PROCEDURE p() BEGIN ATOMIC DELETE FROM t; /* ; */ INSERT INTO u VALUES (CASE WHEN true THEN ';' END); END", "DELETE FROM t|INSERT INTO u VALUES (CASE WHEN true THEN ';' END)")]
    [InlineData("CREATE FUNCTION f() RETURNS bigint RETURN (SELECT count(*) FROM t)", "RETURN (SELECT count(*) FROM t)")]
    [InlineData("CREATE FUNCTION f(a int, OUT b int) LANGUAGE plpgsql AS $$ BEGIN b := a; DELETE FROM t WHERE x = a; RETURN; END $$", "DELETE FROM t WHERE x = a")]
    [InlineData("CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'lib', 'f'", "")]
    public void Reads_functions_and_procedures(string sql, string expected)
    {
        var body = Read(sql);

        body.Unread.ShouldBeEmpty();
        string.Join('|', body.Statements.Select(s => s.Text)).ShouldBe(expected);
        body.Statements.ShouldAllBe(s => sql.IndexOf(s.Text, StringComparison.Ordinal) == s.Column - 1);
    }

    [Theory]
    [InlineData("DO $$ BEGIN COMMIT; END $$", true)]
    [InlineData("DO $$ BEGIN ROLLBACK; END $$", true)]
    [InlineData("DO $$ BEGIN NULL; END $$", false)]
    public void Tells_whether_it_ends_transactions(string sql, bool expected) => Read(sql).ControlsTransactions.ShouldBe(expected);

    [Theory]
    [InlineData("DO $$ BEGIN nonsense here; END $$", "syntax error")]
    [InlineData("DO LANGUAGE plperl $$ 1 $$", "plperl")]
    [InlineData("DO $$ BEGIN SELECT FROM WHERE; END $$", "syntax error")]
    [InlineData("DO $$ BEGIN EXECUTE 'ALTER TABLE'; END $$", "syntax error")]
    [InlineData("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELEKT 1'", "syntax error")]
    public void Says_what_it_cannot_read(string sql, string expected) => Read(sql).Unread.ShouldHaveSingleItem().Text.ShouldContain(expected);

    [Theory]
    [InlineData("DO LANGUAGE plpgsql")]
    [InlineData("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql")]
    [InlineData("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql BEGIN ATOMIC END")]
    [InlineData("ALTER TABLE a ADD b int")]
    public void Survives_a_statement_without_a_body(string sql) => Read(sql).InOrder.ShouldBeEmpty();

    [Fact]
    public void Survives_deep_and_long_bodies()
    {
        var deep = Read($"DO $$ BEGIN {string.Concat(Enumerable.Repeat("IF true THEN ", 3_000))} DELETE FROM t; {string.Concat(Enumerable.Repeat("END IF; ", 3_000))} END $$");
        var sum = Read($"DO $$ DECLARE n int; BEGIN n := {string.Concat(Enumerable.Repeat("1+", 100_000))}1; END $$");
        var longer = Read($"DO $$ BEGIN {string.Concat(Enumerable.Repeat("DELETE FROM t; ", 100_000))} END $$");

        deep.Statements.ShouldHaveSingleItem();
        sum.InOrder.ShouldBeEmpty();
        longer.Unread.ShouldHaveSingleItem();
    }

    [Fact]
    public void Reads_many_bodies_at_once()
    {
        var texts = Enumerable.Range(0, 2_000).Select(i => $"DO $$ DECLARE n int; BEGIN n := (SELECT a FROM t{i}); {(i % 3 == 0 ? "nonsense" : "")} END $$").ToList();

        var bodies = texts.AsParallel().AsOrdered().Select(Read).ToList();

        bodies.Select((body, i) => i % 3 == 0 ? body.Unread.Count() == 1 : body.Statements.Single().Text.EndsWith($"t{i})", StringComparison.Ordinal)).ShouldAllBe(isRight => isRight);
    }

    /// <summary>The body of the script's last statement.</summary>
    private static RoutineBody Read(string sql) => RoutineBody.Read(ParsedScript.Parse("m.sql", Encoding.UTF8.GetBytes(sql)).Statements[^1]);
}
