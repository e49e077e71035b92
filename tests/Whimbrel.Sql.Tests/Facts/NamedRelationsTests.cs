namespace Whimbrel.Sql.Tests.Facts;

public sealed class NamedRelationsTests
{
    [Theory]
    [InlineData("SELECT * FROM a.b JOIN c ON true, (SELECT 1 FROM d) x WHERE EXISTS (SELECT 1 FROM c)", "a.b c d")]
    [InlineData("INSERT INTO a SELECT * FROM b", "a b")]
    [InlineData("CREATE TABLE a (id int REFERENCES b, LIKE c)", "a b c")]
    [InlineData("CREATE TABLE a PARTITION OF b DEFAULT", "a b")]
    [InlineData("ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES s.b", "a s.b")]
    [InlineData("ALTER TABLE a ATTACH PARTITION b DEFAULT", "a b")]
    [InlineData("CREATE INDEX i ON a (x)", "a")]
    [InlineData("ALTER INDEX i RENAME TO j", "i")]
    [InlineData("DROP TABLE a, s.b, d.s.c", "a s.b s.c")]
    [InlineData("DROP VIEW v", "v")]
    [InlineData("DROP INDEX s.i", "s.i")]
    [InlineData("DROP TRIGGER t ON s.a", "s.a")]
    [InlineData("DROP FUNCTION f(int)", "")]
    [InlineData("DROP TYPE t", "")]
    [InlineData("DROP SCHEMA s", "")]
    [InlineData("CREATE TYPE t AS (a int)", "")]
    [InlineData("ALTER TYPE t ADD ATTRIBUTE b int", "")]
    [InlineData("COMMENT ON TABLE s.a IS 'x'", "s.a")]
    [InlineData("COMMENT ON COLUMN s.a.b IS 'x'", "s.a")]
    [InlineData("VACUUM a, b", "a b")]
    [InlineData("TRUNCATE a, \"B c\"", "a B c")]
    [InlineData("TRUNCATE \"größe\".\"中🐦\", \"a\"\"<\\\"", "größe.中🐦 a\"<\\")]
    [InlineData("LOCK TABLE a", "a")]
    [InlineData("GRANT SELECT ON a TO bob", "a")]
    [InlineData("CREATE VIEW v AS SELECT * FROM a", "v a")]
    [InlineData("COPY a FROM STDIN", "a")]
    [InlineData("MERGE INTO a USING b ON true WHEN MATCHED THEN DELETE", "a b")]
    public void Lists_each_relation_once(string sql, string relations) =>
        string.Join(' ', Given.Statement(sql).Relations).ShouldBe(relations);

    [Theory]
    [InlineData("WITH x AS (SELECT 1 FROM a) SELECT * FROM x, s.x", "a s.x")]
    [InlineData("WITH users AS (SELECT * FROM users) SELECT * FROM users", "users")]
    [InlineData("WITH RECURSIVE x AS (SELECT 1 UNION ALL SELECT 1 FROM x) SELECT * FROM x", "")]
    [InlineData("WITH x AS (SELECT 1 FROM y), y AS (SELECT 1 FROM x) SELECT * FROM x, y", "y")]
    [InlineData("SELECT (WITH x AS (SELECT 1) SELECT * FROM x) FROM x", "x")]
    [InlineData("WITH x AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM x", "a b")]
    public void Leaves_the_names_of_CTEs_out_where_they_can_be_seen(string sql, string relations) =>
        Given.Statement(sql).Relations.Select(r => r.ToString()).Order(StringComparer.Ordinal)
            .ShouldBe(relations.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [InlineData("CREATE TABLE s.a (b int)", "s.a")]
    [InlineData("CREATE TABLE IF NOT EXISTS a (b int)", "a")]
    [InlineData("CREATE TABLE a AS SELECT 1", "a")]
    [InlineData("CREATE MATERIALIZED VIEW m AS SELECT 1", "m")]
    [InlineData("SELECT 1 INTO a", "a")]
    [InlineData("SELECT 1 INTO a UNION SELECT 2", "a")]
    [InlineData("CREATE FOREIGN TABLE f (a int) SERVER s", "f")]
    [InlineData("CREATE SCHEMA s CREATE TABLE a (b int)", "s.a")]
    [InlineData("CREATE VIEW v AS SELECT 1", "")]
    [InlineData("CREATE INDEX i ON t (a)", "")]
    public void Knows_what_is_created(string sql, string created) => string.Join(' ', Given.Statement(sql).Creates).ShouldBe(created);
}
