namespace Whimbrel.Sql.Tests.Facts;

public sealed class DestructionTests
{
    [Theory]
    [InlineData("DROP TABLE users", "drops table users")]
    [InlineData("DROP TABLE IF EXISTS app.users, orders CASCADE", "drops tables app.users, orders")]
    [InlineData("DROP MATERIALIZED VIEW m", "drops materialized view m")]
    [InlineData("DROP SEQUENCE s", "drops sequence s")]
    [InlineData("DROP SCHEMA x CASCADE", "drops schema x")]
    [InlineData("DROP TYPE a.mood", "drops type a.mood")]
    [InlineData("DROP EXTENSION hstore", "drops extension hstore")]
    [InlineData("DROP DATABASE d", "drops database d")]
    [InlineData("DROP OWNED BY bob", "drops all that bob owns")]
    [InlineData("ALTER TABLE users DROP COLUMN theme", "drops column users.theme")]
    [InlineData("ALTER TABLE a.users DROP theme, ADD b int, DROP IF EXISTS c", "drops columns a.users.theme, a.users.c")]
    [InlineData("TRUNCATE orders, lines", "truncates orders, lines")]
    [InlineData("DELETE FROM users", "deletes every row of users")]
    [InlineData("DELETE FROM users USING x", "deletes every row of users")]
    [InlineData("DELETE FROM users WHERE true", "deletes every row of users")]
    [InlineData("UPDATE users SET a = 1", "updates every row of users")]
    [InlineData("EXPLAIN ANALYZE DELETE FROM users", "deletes every row of users")]
    [InlineData("WITH gone AS (DELETE FROM users RETURNING *) INSERT INTO old SELECT * FROM gone", "deletes every row of users")]
    [InlineData("WITH a AS (DELETE FROM x) UPDATE y SET b = 1", "updates every row of y, deletes every row of x")]
    public void Says_what_is_lost(string sql, string lost) => Given.Statement(sql).Destroys.ShouldBe(lost);

    [Theory]
    [InlineData("DROP VIEW v")]
    [InlineData("DROP FUNCTION f(int)")]
    [InlineData("DROP TRIGGER t ON u")]
    [InlineData("DROP INDEX i")]
    [InlineData("ALTER TABLE users ALTER COLUMN a TYPE bigint")]
    [InlineData("ALTER TABLE users DROP CONSTRAINT c")]
    [InlineData("DELETE FROM users WHERE id = 1")]
    [InlineData("UPDATE users SET a = 1 WHERE a IS NULL")]
    [InlineData("EXPLAIN DELETE FROM users")]
    [InlineData("EXPLAIN WITH a AS (DELETE FROM x RETURNING *) SELECT * FROM a")]
    [InlineData("CREATE RULE r AS ON INSERT TO t DO ALSO DELETE FROM u")]
    [InlineData("CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC WITH x AS (DELETE FROM u RETURNING 1) SELECT 1; END")]
    [InlineData("INSERT INTO users VALUES (1)")]
    public void Says_nothing_where_nothing_is_lost(string sql) => Given.Statement(sql).Destroys.ShouldBeNull();
}
