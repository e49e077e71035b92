using System.Text;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Tests.Locks;

/// <summary>What the model says without a server; with one, it is proved in Whimbrel.Engine.PostgresTests.</summary>
public sealed class LockModelTests
{
    [Theory]
    [InlineData("ALTER TABLE t ADD COLUMN c int", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES o", LockMode.ShareRowExclusive)]
    [InlineData("ALTER TABLE t VALIDATE CONSTRAINT c", LockMode.ShareUpdateExclusive)]
    [InlineData("ALTER TABLE t SET (fillfactor = 70)", LockMode.ShareUpdateExclusive)]
    [InlineData("ALTER TABLE t SET (fillfactor = 70), ADD COLUMN c int", LockMode.AccessExclusive)]
    [InlineData("CREATE INDEX ON t (a)", LockMode.Share)]
    [InlineData("CREATE INDEX CONCURRENTLY i ON t (a)", LockMode.ShareUpdateExclusive)]
    [InlineData("CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()", LockMode.ShareRowExclusive)]
    [InlineData("DROP TABLE t", LockMode.AccessExclusive)]
    [InlineData("TRUNCATE t", LockMode.AccessExclusive)]
    [InlineData("UPDATE t SET a = 1", LockMode.RowExclusive)]
    [InlineData("SELECT * FROM t x FOR UPDATE OF x", LockMode.RowShare)]
    [InlineData("WITH a AS (DELETE FROM t RETURNING *) SELECT * FROM a", LockMode.RowExclusive)]
    public void Without_a_database_it_says_what_the_statement_says(string sql, LockMode mode)
    {
        var footprint = Of(sql, new DatabaseSchema());
        footprint.ModeOn(new RelationName("public", "t")).ShouldBe(mode);
    }

    [Fact]
    public void Both_ends_of_a_foreign_key_are_locked()
    {
        var footprint = Of("ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES other.o", new DatabaseSchema());
        footprint.ModeOn(new RelationName("other", "o")).ShouldBe(LockMode.ShareRowExclusive);
        footprint.Scans.ShouldBe([new RelationName("public", "t")]);
    }

    [Fact]
    public void What_only_a_database_can_tell_is_named()
    {
        Of("ALTER TABLE t ADD COLUMN c int", new DatabaseSchema()).Unknown.ShouldNotBeNull().ShouldContain("public.t");
        Of("DROP TABLE t CASCADE", new DatabaseSchema()).Unknown.ShouldNotBeNull();
        Of("CALL p()", new DatabaseSchema()).Unknown.ShouldNotBeNull();
    }

    [Fact]
    public void What_a_complete_schema_does_not_have_is_not_locked() =>
        Of("DROP TABLE IF EXISTS t", new DatabaseSchema { IsComplete = true }).ShouldBe(Footprint.Nothing);

    [Fact]
    public void An_alias_is_not_a_relation() =>
        Of("SELECT * FROM t x FOR UPDATE OF x", new DatabaseSchema()).Locks.Select(l => l.Relation.Name).ShouldBe(["t"]);

    [Fact]
    public void The_catalogue_is_left_out() =>
        Of("SELECT * FROM pg_class JOIN information_schema.tables ON true", new DatabaseSchema()).Locks.ShouldBeEmpty();

    [Fact]
    public void A_table_that_the_statement_makes_is_left_out() =>
        Of("CREATE TABLE fresh AS SELECT * FROM t", new DatabaseSchema()).Locks.Select(l => l.Relation.Name).ShouldBe(["t"]);

    [Theory]
    [InlineData("character varying(10)", "character varying(20)", false)]
    [InlineData("character varying(20)", "character varying(10)", true)]
    [InlineData("character varying(20)", "text", false)]
    [InlineData("text", "character varying(20)", true)]
    [InlineData("integer", "bigint", true)]
    [InlineData("numeric(10,2)", "numeric(12,2)", false)]
    [InlineData("numeric(10,2)", "numeric(12,3)", true)]
    [InlineData("timestamp(3) without time zone", "timestamp without time zone", false)]
    [InlineData("timestamp without time zone", "timestamp(3) without time zone", true)]
    [InlineData("cidr", "inet", false)]
    [InlineData("inet", "cidr", true)]
    [InlineData("text[]", "character varying[]", true)]
    [InlineData("bit varying(8)", "bit varying", false)]
    [InlineData("interval", "interval day to second", false)]
    [InlineData("interval", "interval(3)", true)]
    public void A_type_change_writes_the_table_anew_when_values_change(string from, string to, bool isNeeded) =>
        TypeRewrite.IsNeeded(from, to, new DatabaseSchema()).ShouldBe(isNeeded);

    private static Footprint Of(string sql, DatabaseSchema schema) =>
        LockModel.Of(ParsedScript.Parse("m.sql", Encoding.UTF8.GetBytes(sql)).Statements.Single(), schema, 17);
}
