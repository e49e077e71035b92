namespace Whimbrel.Sql.Tests.Facts;

public sealed class SummaryTests
{
    [Theory]
    [InlineData("create table public.user_preferences (id int)", "CREATE TABLE public.user_preferences")]
    [InlineData("CREATE INDEX idx ON users (a)", "CREATE INDEX idx ON users")]
    [InlineData("CREATE UNIQUE INDEX CONCURRENTLY ON users (a)", "CREATE UNIQUE INDEX CONCURRENTLY ON users")]
    [InlineData("INSERT INTO user_preferences VALUES ('secret')", "INSERT INTO user_preferences")]
    [InlineData("ALTER TABLE users ADD COLUMN note text DEFAULT 'secret'", "ALTER TABLE users ADD COLUMN note")]
    [InlineData("ALTER TABLE users ADD CONSTRAINT c CHECK (a > 1) NOT VALID, ALTER a SET NOT NULL, ALTER b DROP DEFAULT", "ALTER TABLE users ADD CONSTRAINT c, ALTER COLUMN a SET NOT NULL, ALTER COLUMN b DROP DEFAULT")]
    [InlineData("ALTER TABLE users ADD PRIMARY KEY (id)", "ALTER TABLE users ADD PRIMARY KEY")]
    [InlineData("ALTER TABLE users VALIDATE CONSTRAINT c", "ALTER TABLE users VALIDATE CONSTRAINT c")]
    [InlineData("ALTER TABLE a DETACH PARTITION b", "ALTER TABLE a DETACH PARTITION b")]
    [InlineData("ALTER TABLE a RENAME TO b", "ALTER TABLE a RENAME TO b")]
    [InlineData("DROP TABLE IF EXISTS a, s.b", "DROP TABLE a, s.b")]
    [InlineData("DROP TRIGGER t ON s.a", "DROP TRIGGER t ON s.a")]
    [InlineData("DROP INDEX CONCURRENTLY i", "DROP INDEX CONCURRENTLY i")]
    [InlineData("DO $$ BEGIN NULL; END $$", "DO block")]
    [InlineData("BEGIN", "BEGIN")]
    [InlineData("SELECT pg_sleep(1)", "SELECT pg_sleep()")]
    [InlineData("SELECT 'secret'", "SELECT")]
    [InlineData("SELECT a FROM b, c WHERE d = 'secret'", "SELECT FROM b, c")]
    [InlineData("SET LOCAL search_path = app", "SET LOCAL search_path")]
    [InlineData("RESET ALL", "RESET ALL")]
    [InlineData("CREATE ROLE bob PASSWORD 'secret'", "CREATE ROLE bob PASSWORD")]
    [InlineData("COMMENT ON COLUMN a.b IS 'secret'", "COMMENT ON COLUMN a.b IS")]
    [InlineData("GRANT SELECT ON a TO bob", "GRANT SELECT ON a TO bob")]
    [InlineData("CREATE OR REPLACE FUNCTION s.f(a int) RETURNS int LANGUAGE sql RETURN 1", "CREATE FUNCTION s.f")]
    [InlineData("CREATE TRIGGER t BEFORE UPDATE ON a EXECUTE FUNCTION f()", "CREATE TRIGGER t ON a")]
    [InlineData("ALTER TYPE mood ADD VALUE 'secret'", "ALTER TYPE mood ADD VALUE")]
    [InlineData("CREATE TYPE s.mood AS ENUM ('secret')", "CREATE TYPE s.mood AS ENUM")]
    [InlineData("COPY a FROM '/etc/secret'", "COPY a FROM a file")]
    [InlineData("CALL s.p('secret')", "CALL s.p")]
    [InlineData("CREATE MATERIALIZED VIEW m AS SELECT 1", "CREATE MATERIALIZED VIEW m")]
    [InlineData("DROP TABLE \"a\nb\"", "DROP TABLE a b")]
    public void Names_the_statement_and_none_of_its_values(string sql, string summary) => Given.Statement(sql).Summary.ShouldBe(summary);

    [Fact]
    public void Is_never_longer_than_100_characters()
    {
        var summary = Given.Statement($"DROP TABLE {string.Join(", ", Enumerable.Range(0, 50).Select(i => $"table_{i}"))}").Summary;

        summary.Length.ShouldBeLessThanOrEqualTo(100);
        summary.ShouldEndWith("…");
    }
}
