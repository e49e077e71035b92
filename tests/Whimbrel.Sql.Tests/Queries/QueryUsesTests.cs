using System.Text;
using Whimbrel.Sql.Queries;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Tests.Queries;

public sealed class QueryUsesTests
{
    private static readonly RelationName _users = new("public", "users");

    [Theory]
    [InlineData("SELECT email FROM users WHERE id = $1")]
    [InlineData("SELECT u.email FROM public.users u")]
    [InlineData("SELECT public.users.email FROM public.users")]
    [InlineData("SELECT 1 FROM users u JOIN teams t ON t.id = u.team_id WHERE email LIKE $1")]
    [InlineData("INSERT INTO users (email) VALUES ($1) ON CONFLICT (id) DO NOTHING")]
    [InlineData("INSERT INTO users (id) VALUES ($1) ON CONFLICT (email) DO NOTHING")]
    [InlineData("INSERT INTO users (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET email = $2")]
    [InlineData("UPDATE users SET email = $1 WHERE id = $2")]
    [InlineData("DELETE FROM users AS u WHERE u.email = $1")]
    [InlineData("WITH x AS (SELECT email FROM users) SELECT email FROM x")]
    [InlineData("SELECT 1 FROM teams WHERE EXISTS (SELECT 1 FROM users u WHERE u.email = $1)")]
    [InlineData("SELECT id FROM users ORDER BY lower(email) LIMIT $1")]
    [InlineData("SELECT id FROM users WHERE born > DATE $1 AND email = $2")]
    [InlineData("COPY users (id, email) FROM STDIN")]
    [InlineData("MERGE INTO users u USING teams t ON u.id = t.id WHEN MATCHED THEN UPDATE SET email = $1")]
    [InlineData("SELECT 1 FROM users JOIN mails USING (email)")]
    public void Is_certain_of_a_query_that_names_the_column(string query) =>
        Uses(query).UsesOf(_users, "email").ShouldHaveSingleItem().IsCertain.ShouldBeTrue();

    [Theory]
    [InlineData("SELECT * FROM users")]
    [InlineData("SELECT u.* FROM users u, teams t")]
    [InlineData("SELECT to_jsonb(u) FROM users u")]
    [InlineData("INSERT INTO users VALUES ($1, $2)")]
    [InlineData("COPY users TO STDOUT")]
    public void Says_may_of_a_query_that_takes_the_whole_row(string query) =>
        Uses(query).UsesOf(_users, "email").ShouldHaveSingleItem().IsCertain.ShouldBeFalse();

    [Theory]
    [InlineData("SELECT id FROM users")]
    [InlineData("SELECT t.email FROM users u JOIN teams t ON t.id = u.team_id")]
    [InlineData("SELECT count(*) FROM users")]
    [InlineData("SELECT email FROM other.users u")]
    [InlineData("SELECT id AS email FROM users")]
    [InlineData("ALTER TABLE users ALTER email SET NOT NULL")]
    [InlineData("SELECT email FROM mails")]
    [InlineData("SELECT t.* FROM users u JOIN teams t ON t.id = u.id")]
    [InlineData("COPY (SELECT id FROM users) TO STDOUT")]
    [InlineData("WITH users AS (SELECT 1 AS email) SELECT email FROM users")]
    public void Leaves_out_a_query_that_does_not_use_it(string query) => Uses(query).UsesOf(_users, "email").ShouldBeEmpty();

    [Fact]
    public void Says_may_when_the_column_can_be_of_a_table_that_is_not_known()
    {
        var uses = QueryUses.Of([new RecordedQuery("SELECT theme FROM settings, users", 1, null)], Given("CREATE TABLE users (id int)"));
        uses.UsesOf(new RelationName("public", "settings"), "theme").ShouldHaveSingleItem().IsCertain.ShouldBeFalse();
        uses.UsesOf(_users, "theme").ShouldBeEmpty();
    }

    [Fact]
    public void Says_may_of_a_table_that_another_search_path_would_find()
    {
        Uses("SELECT email FROM users").UsesOf(new RelationName("app", "users"), "email").ShouldHaveSingleItem().IsCertain.ShouldBeFalse();
        Uses("SELECT email FROM public.users").UsesOf(new RelationName("app", "users"), "email").ShouldBeEmpty();
    }

    [Fact]
    public void Finds_the_uses_of_a_table_the_most_frequent_first()
    {
        var queries = new[] { new RecordedQuery("SELECT id FROM users", 5, 0.5), new RecordedQuery("DELETE FROM users", 9, 12.5), new RecordedQuery("SELECT 1 FROM teams", 1, 99) };
        QueryUses.Of(queries, Given()).UsesOf(_users).Select(use => use.Text).ShouldBe(["DELETE FROM users", "SELECT id FROM users"]);
    }

    [Fact]
    public void Counts_what_it_cannot_read()
    {
        var uses = QueryUses.Of([new RecordedQuery("SELECT FROM WHERE", 1, 1), new RecordedQuery("SELECT 1", 1, 1)], Given(), hidden: 3);
        (uses.Read, uses.Unread, uses.Hidden, uses.Missing).ShouldBe((1, 1, 3, null));
    }

    [Fact]
    public void Shows_a_long_query_in_one_line() =>
        new QueryUse(new RecordedQuery("SELECT  a,\n  " + new string('b', 200), 1, 1), IsCertain: true).Text.ShouldBe("SELECT a, " + new string('b', 88) + " …");

    private static QueryUses Uses(string query) => QueryUses.Of([new RecordedQuery(query, 1, 1)], Given());

    private static DatabaseSchema Given(string script = "CREATE TABLE users (id int, email text, team_id int, born date); CREATE TABLE teams (id int, name text); CREATE TABLE mails (email text)")
    {
        var schema = new DatabaseSchema();
        foreach (var statement in ParsedScript.Parse("m.sql", Encoding.UTF8.GetBytes(script)).Statements)
            SchemaChanges.Apply(statement, schema, "m.sql");
        return schema;
    }
}
