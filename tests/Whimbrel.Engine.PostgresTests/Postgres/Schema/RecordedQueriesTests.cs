using Npgsql;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Schema;
using Whimbrel.Sql;
using Whimbrel.Sql.Queries;

namespace Whimbrel.Engine.PostgresTests.Postgres.Schema;

public sealed class RecordedQueriesTests(Servers servers)
{
    public static TheoryData<int> Majors => [.. Servers.Majors];

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task Finds_the_queries_of_a_column_wherever_the_extension_stands(int major)
    {
        var test = await (await servers.GetAsync(major)).CreateDatabaseAsync();
        await test.Server.ExecuteAsync(test.Name, "CREATE SCHEMA \"my extensions\"; CREATE EXTENSION pg_stat_statements SCHEMA \"my extensions\"; GRANT USAGE ON SCHEMA \"my extensions\" TO PUBLIC");
        await test.ExecuteAsync("CREATE TABLE users (id int, theme text, born date)");
        await SendAsync(test, "SELECT theme FROM users WHERE id = 1", "SELECT theme FROM users WHERE id = 2", "SELECT id FROM users WHERE born = DATE '2026-01-01'");

        var uses = await ReadAsync(test);

        uses.Missing.ShouldBeNull();
        uses.Unread.ShouldBe(0);
        uses.UsesOf(new RelationName("public", "users")).Count.ShouldBe(2);
        var use = uses.UsesOf(new RelationName("public", "users"), "theme").ShouldHaveSingleItem();
        (use.Text, use.Query.Calls, use.IsCertain).ShouldBe(("SELECT theme FROM users WHERE id = $1", 2, true));
        use.Query.CallsPerMinute.ShouldNotBeNull().ShouldBeInRange(0.001, 2);
    }

    [Fact]
    public async Task Says_that_the_extension_is_missing()
    {
        var test = await (await servers.MainAsync()).CreateDatabaseAsync();
        (await ReadAsync(test)).Missing.ShouldBe("the extension pg_stat_statements is not in this database");
    }

    [Fact]
    public async Task Says_that_the_extension_stands_in_a_closed_schema()
    {
        var test = await (await servers.MainAsync()).CreateDatabaseAsync();
        await test.Server.ExecuteAsync(test.Name, "CREATE SCHEMA closed; CREATE EXTENSION pg_stat_statements SCHEMA closed");
        (await ReadAsync(test)).Missing.ShouldBe("our user may not use the schema closed, in which pg_stat_statements stands");
    }

    [Fact]
    public async Task Counts_the_queries_that_our_user_may_not_see()
    {
        var test = await (await servers.MainAsync()).CreateDatabaseAsync();
        await test.Server.ExecuteAsync(test.Name, "CREATE EXTENSION pg_stat_statements; CREATE ROLE blind LOGIN PASSWORD 'blind'");
        await test.ExecuteAsync("CREATE TABLE users (id int)");

        var uses = await ReadAsync(test, new ServerAddress("127.0.0.1", test.Server.Port, test.Name, "blind") { Password = "blind" });

        uses.Hidden.ShouldBeGreaterThan(0);
    }

    private static async Task<QueryUses> ReadAsync(TestDatabase test, ServerAddress? address = null)
    {
        address ??= new ServerAddress("127.0.0.1", test.Server.Port, test.Name, PostgresServer.Role) { Password = PostgresServer.RolePassword };
        await using var database = await Database.ConnectAsync(address, "whimbrel test", TimeSpan.FromSeconds(1), CancellationToken.None);
        await using var session = await database.OpenAsync(CancellationToken.None);
        return (await SchemaReader.ReadAsync(session, CancellationToken.None)).Queries;
    }

    private static async Task SendAsync(TestDatabase test, params string[] queries)
    {
        await using var connection = await test.OpenAsync();
        foreach (var query in queries)
        {
            await using var command = new NpgsqlCommand(query, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
