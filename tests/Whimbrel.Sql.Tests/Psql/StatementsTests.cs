namespace Whimbrel.Sql.Tests.Psql;

public sealed class StatementsTests
{
    [Theory]
    [InlineData("SELECT 1; SELECT 2;", "SELECT 1;", "SELECT 2;")]
    [InlineData("SELECT ';', \";\", $$;$$, $a$;$$;$a$; SELECT 2;", "SELECT ';', \";\", $$;$$, $a$;$$;$a$;", "SELECT 2;")]
    [InlineData(@"SELECT '\'; SELECT E'\';'; SELECT E'\\';", @"SELECT '\';", @"SELECT E'\';';", @"SELECT E'\\';")]
    [InlineData("SELECT U&'\\0061;', U&\"a;\", n'x;', b'0;', X'f;';", "SELECT U&'\\0061;', U&\"a;\", n'x;', b'0;', X'f;';")]
    [InlineData("SELECT 1 /* a; /* b; */ c; */ + 2;", "SELECT 1 /* a; /* b; */ c; */ + 2;")]
    [InlineData("SELECT 1 -- a; b\n+ 2;", "SELECT 1 -- a; b\n+ 2;")]
    [InlineData("SELECT 1*/* ; */2, 3 @-- ;\n4;", "SELECT 1*/* ; */2, 3 @-- ;\n4;")]
    [InlineData("CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); DELETE FROM b;); SELECT 1;", "CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); DELETE FROM b;);", "SELECT 1;")]
    [InlineData("SELECT a$b$, $1, c$$ ; SELECT 2; ", "SELECT a$b$, $1, c$$ ;", "SELECT 2;")]
    [InlineData("SELECT 1e--not a comment; SELECT 2;", "SELECT 1e--not a comment;", "SELECT 2;")]
    [InlineData("SELECT 1);SELECT 2;", "SELECT 1);", "SELECT 2;")]
    public void Semicolons_end_a_statement_only_where_psql_says_so(string script, params string[] sent) => PsqlScript.Sent(script).ShouldBe(sent);

    [Theory]
    [InlineData("-- a\n  \n/* b */ -- c\nSELECT 1;", "/* b */ -- c\nSELECT 1;")]
    [InlineData("\n\t SELECT 1 ; -- d\n", "SELECT 1 ;")]
    [InlineData("SELECT 1\n\n\n  ,2;", "SELECT 1\n  ,2;")]
    [InlineData("SELECT '1\n\n2';", "SELECT '1\n\n2';")]
    [InlineData("SELECT 1\n-- c", "SELECT 1\n-- c")]
    [InlineData("SELECT 1\n\n  \n", "SELECT 1\n  ")]
    [InlineData("/* only */\n-- comments\n", "/* only */\n-- comments")]
    [InlineData(";;", ";", ";")]
    [InlineData("\uFEFFSELECT 1;\r\n\r\nSELECT\r\n2;\r\n", "SELECT 1;", "SELECT\r\n2;")]
    [InlineData("", new string[0])]
    [InlineData("-- nothing\n", new string[0])]
    public void White_space_and_comments_are_sent_as_psql_sends_them(string script, params string[] sent) => PsqlScript.Sent(script).ShouldBe(sent);

    [Theory]
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END; SELECT 3;", 2)]
    [InlineData("CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT 1; END; SELECT 3;", 2)]
    [InlineData("create function f(\"begin\" int) begin atomic select (case when true then 1 end); end; select 3;", 2)]
    [InlineData("BEGIN; SELECT 1; END;", 3)]
    [InlineData("CREATE TABLE begin (a int); SELECT 1;", 2)]
    [InlineData("CREATE FUNCTION f() AS $$ BEGIN x; END $$; BEGIN; END;", 3)]
    public void A_routine_s_body_is_one_statement(string script, int statements) => PsqlScript.Sent(script).Count.ShouldBe(statements);

    [Fact]
    public void A_second_line_of_an_escape_string_is_an_ordinary_string_as_in_psql() =>
        PsqlScript.Sent("SELECT E'a'\n'b\\'; SELECT E'a'\r'b\\';';").ShouldBe(["SELECT E'a'\n'b\\';", "SELECT E'a'\r'b\\';';"]);

    [Fact]
    public void Statements_joined_by_a_backslash_are_sent_at_once() =>
        PsqlScript.Sent("SELECT 1 \\; SELECT 2\\;; SELECT '\\;' \\:x;").ShouldBe(["SELECT 1 ; SELECT 2;;", "SELECT '\\;' :x;"]);

    [Theory]
    [InlineData("SET standard_conforming_strings = off;\nSELECT 'a\\';';\nRESET standard_conforming_strings;\nSELECT '\\';", "SELECT 'a\\';';", "SELECT '\\';")]
    [InlineData("BEGIN;\nSET LOCAL standard_conforming_strings TO 'off';\nSELECT '\\';';\nCOMMIT;\nSELECT '\\';", "SELECT '\\';';", "SELECT '\\';")]
    [InlineData("BEGIN;\nSET standard_conforming_strings TO 0;\nROLLBACK;\nSELECT '\\';", "SELECT '\\';")]
    [InlineData("SET LOCAL standard_conforming_strings TO off;\nSELECT '\\';", "SELECT '\\';")]
    [InlineData("SET standard_conforming_strings = off; SELECT '\\';\nSELECT '\\';';", "SELECT '\\';", "SELECT '\\';';")]
    public void Standard_conforming_strings_are_followed_from_the_next_line(string script, params string[] selects) =>
        PsqlScript.Sent(script).Where(s => s.StartsWith("SELECT", StringComparison.Ordinal)).ShouldBe(selects);

    [Fact]
    public void A_statement_of_comments_alone_is_blank()
    {
        using var reader = PsqlScript.Reader("/* a */ ; SELECT 1;");

        reader.Read().ShouldBeTrue();
        reader.Item.IsBlank.ShouldBeTrue();
        reader.Read().ShouldBeTrue();
        reader.Item.IsBlank.ShouldBeFalse();
    }
}
