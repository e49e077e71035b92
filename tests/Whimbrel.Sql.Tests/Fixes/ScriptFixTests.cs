using System.Text;
using Whimbrel.Sql.Fixes;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Tests.Fixes;

public sealed class ScriptFixTests
{
    private const string Tables = "CREATE TABLE users (id bigint PRIMARY KEY, email text, age integer); CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total integer);";

    [Fact]
    public void Leaves_a_script_alone_in_which_nothing_is_unsafe()
    {
        var result = Fix("CREATE TABLE notes (id bigint PRIMARY KEY, body text); CREATE INDEX ON notes (body); ALTER TABLE users ADD COLUMN note text;");
        result.Migrations.ShouldBeEmpty();
        result.NotFixed.ShouldBeEmpty();
    }

    [Fact]
    public void Gives_an_index_the_name_that_the_server_would_choose() =>
        Fix("CREATE INDEX ON users (lower(email), age) WHERE age > 3;").Migrations.ShouldHaveSingleItem().Script
            .ShouldContain("CREATE INDEX CONCURRENTLY users_lower_age_idx ON users (lower(email), age) WHERE age > 3;");

    [Fact]
    public void Puts_all_that_is_quick_into_one_migration_and_all_validations_into_the_next()
    {
        var migrations = Fix("""
            ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users;
            ALTER TABLE orders ADD CHECK (total > 0);
            ALTER TABLE users ADD CONSTRAINT grown CHECK (age > 17);
            """).Migrations;
        migrations.Count.ShouldBe(2);
        migrations[0].Script.ShouldContain("ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users NOT VALID;");
        migrations[1].Script.Split('\n').Count(line => line.Contains("VALIDATE CONSTRAINT", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public void Validates_before_a_statement_that_may_depend_on_it() =>
        Fix("ALTER TABLE orders ADD CHECK (total > 0); UPDATE orders SET total = 1 WHERE id = 1;").Migrations.Select(m => m.What)
            .ShouldBe(["add_orders_total_check", "validate", "rest"]);

    [Fact]
    public void Keeps_the_order_comments_and_directives_of_the_rest()
    {
        var migrations = Fix("""
            -- First comes the note.
            ALTER TABLE users ADD COLUMN note text; -- for support
            -- whimbrel:confirm "nobody reads it"
            ALTER TABLE users DROP COLUMN age;
            CREATE INDEX users_email_idx ON users (email);
            """).Migrations;
        migrations.Count.ShouldBe(2);
        migrations[0].Script.ReplaceLineEndings("\n").ShouldContain("-- First comes the note.\n-- for support\nALTER TABLE users ADD COLUMN note text;\n-- whimbrel:confirm \"nobody reads it\"\nALTER TABLE users DROP COLUMN age;\n");
    }

    [Fact]
    public void A_comment_behind_a_command_of_an_alter_table_stays_with_it()
    {
        var script = Fix("ALTER TABLE users\n    ADD COLUMN note text, -- for support\n    -- nobody is younger\n    ADD CONSTRAINT grown CHECK (age > 17);").Migrations[0].Script;
        script.ShouldContain("-- for support\nALTER TABLE users ADD COLUMN note text;\n-- nobody is younger\nALTER TABLE users ADD CONSTRAINT grown");
    }

    [Fact]
    public void Validates_behind_a_table_that_is_created_in_between() =>
        Fix("ALTER TABLE orders ADD CHECK (total > 0); CREATE TABLE invoices (id bigint PRIMARY KEY, order_id bigint REFERENCES orders); CREATE INDEX ON invoices (order_id);")
            .Migrations.Select(m => m.What).ShouldBe(["add_orders_total_check", "validate"]);

    [Fact]
    public void Keeps_the_safe_commands_of_an_alter_table_together()
    {
        var migrations = Fix("ALTER TABLE users ADD COLUMN a text, ADD CONSTRAINT grown CHECK (age > 17), ADD COLUMN b text, ALTER COLUMN age SET DEFAULT 18;").Migrations;
        migrations[0].Script.ShouldContain("ALTER TABLE users ADD COLUMN a text,\n    ADD COLUMN b text,\n    ALTER COLUMN age SET DEFAULT 18;\nALTER TABLE users ADD CONSTRAINT grown CHECK (age > 17) NOT VALID;");
    }

    [Theory]
    [InlineData("ALTER TABLE users ADD COLUMN code text NOT NULL;", "NOT NULL without a default")]
    [InlineData("ALTER TABLE users ADD COLUMN twice integer GENERATED ALWAYS AS (age * 2) STORED;", "STORED")]
    [InlineData("ALTER TABLE users ADD COLUMN number integer GENERATED ALWAYS AS IDENTITY;", "IDENTITY")]
    [InlineData("ALTER TABLE users ADD COLUMN IF NOT EXISTS token uuid DEFAULT gen_random_uuid();", "leave out IF NOT EXISTS")]
    [InlineData("ALTER TABLE parted ADD FOREIGN KEY (id) REFERENCES users;", "partitioned")]
    [InlineData("ALTER TABLE parted ADD UNIQUE (id);", "partitioned")]
    [InlineData("CREATE INDEX ON parted (id);", "its partitions are not known")]
    [InlineData("DROP INDEX users_age_idx CASCADE;", "cannot CASCADE")]
    [InlineData("ALTER TABLE owners ALTER COLUMN id TYPE bigint;", "foreign keys refer to it")]
    [InlineData("ALTER TABLE pets ALTER COLUMN owner_id TYPE bigint;", "pets_owner_id_fkey is on it")]
    public void Says_why_a_statement_keeps_its_danger(string statement, string why)
    {
        const string More = "CREATE INDEX users_age_idx ON users (age); CREATE TABLE parted (id bigint) PARTITION BY RANGE (id); CREATE TABLE owners (id integer PRIMARY KEY); CREATE TABLE pets (owner_id integer REFERENCES owners);";
        var result = Fix(statement, More);
        result.Migrations.ShouldBeEmpty();
        result.NotFixed.ShouldHaveSingleItem().Message.ShouldContain(why);
    }

    [Fact]
    public void Does_not_touch_what_the_script_allows() =>
        Fix("-- whimbrel:allow add-check \"the table is small\"\nALTER TABLE orders ADD CHECK (total > 0);").Migrations.ShouldBeEmpty();

    [Theory]
    [InlineData("\\set n 1\nCREATE INDEX ON users (age);")]
    [InlineData("BEGIN; SAVEPOINT a; CREATE INDEX ON users (age); COMMIT;")]
    public void Does_not_cut_a_script_whose_statements_hang_together(string text)
    {
        var result = Fix(text);
        result.Migrations.ShouldBeEmpty();
        result.NotFixed.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("varchar(10)", "varchar(20)", true)]
    [InlineData("varchar(10)", "text", true)]
    [InlineData("text", "varchar", true)]
    [InlineData("varchar(20)", "varchar(10)", false)]
    [InlineData("numeric(10,2)", "numeric(12,2)", true)]
    [InlineData("numeric(10,2)", "numeric(12,3)", false)]
    [InlineData("integer", "bigint", false)]
    [InlineData("timestamp", "timestamptz", false)]
    public void Knows_which_types_are_stored_alike(string before, string after, bool isQuick)
    {
        var result = Fix("ALTER TABLE t ALTER COLUMN c TYPE " + after + ";", $"CREATE TABLE t (id bigint PRIMARY KEY, c {before});");
        result.Migrations.Count.ShouldBe(isQuick ? 0 : 3);
    }

    [Fact]
    public void Takes_from_the_old_rollback_what_no_statement_tells()
    {
        var migrations = Fix("UPDATE users SET age = 18 WHERE id = 1; ALTER TABLE orders ADD CHECK (total > 0);", rollback: "ALTER TABLE orders DROP CONSTRAINT orders_total_check; UPDATE users SET age = 17 WHERE id = 1;").Migrations;
        migrations.Count.ShouldBe(2);
        migrations[0].Rollback.ShouldContain("ALTER TABLE orders DROP CONSTRAINT orders_total_check;\nUPDATE users SET age = 17 WHERE id = 1;");
    }

    [Fact]
    public void Refuses_to_take_back_what_nobody_knows_the_way_back_of()
    {
        var result = Fix("UPDATE users SET age = 18 WHERE id = 1; ALTER TABLE orders ADD CHECK (total > 0);");
        result.Migrations[0].Rollback.ShouldContain("RAISE EXCEPTION 'the way back of line 1 of m.sql is not written yet'");
        result.Notes.ShouldHaveSingleItem().Line.ShouldBe(1);
    }

    [Fact]
    public void Checks_an_unknown_table_before_it_changes_a_type() =>
        Fix("ALTER TABLE elsewhere ALTER COLUMN total TYPE bigint;").Migrations[0].Script.ShouldContain("RAISE EXCEPTION 'elsewhere.total is NOT NULL, or has a default");

    private static FixedScript Fix(string text, string setup = "", string? rollback = null)
    {
        var fix = new ScriptFix(new DatabaseSchema());
        fix.Pass(Parse("setup.sql", Tables + setup));
        return fix.Fix(Parse("m.sql", text), rollback is null ? null : Parse("m_rollback.sql", rollback));
    }

    private static ParsedScript Parse(string path, string text) => ParsedScript.Parse(path, Encoding.UTF8.GetBytes(text));
}
