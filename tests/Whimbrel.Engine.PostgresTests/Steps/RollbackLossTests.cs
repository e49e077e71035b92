using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Steps.Migrate;
using Whimbrel.Sql;

namespace Whimbrel.Engine.PostgresTests.Steps;

/// <summary>What a rollback would lose now, counted in the database.</summary>
public sealed class RollbackLossTests(Servers servers)
{
    [Fact]
    public async Task Counts_the_rows_of_what_it_drops()
    {
        var losses = await CountAsync("DROP TABLE notes; DROP TABLE gone; ALTER TABLE \"My users\" DROP COLUMN theme, DROP COLUMN empty; TRUNCATE other; DROP INDEX an_index;");

        losses.ShouldBe(["table notes with 3 rows", "column My users.theme with 2 values", "table other with 1 row"]);
    }

    [Fact]
    public async Task Waits_for_nobody()
    {
        var server = await servers.MainAsync();
        var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE notes AS SELECT 1 AS id");
        await using var holder = await database.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand("BEGIN; LOCK TABLE notes", holder);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        (await CountAsync(database, "DROP TABLE notes")).ShouldBe(["table notes with more rows than could be counted within 2s"]);
    }

    private async Task<IReadOnlyList<string>> CountAsync(string script)
    {
        var database = await (await servers.MainAsync()).CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE notes AS SELECT n FROM generate_series(1, 3) n; CREATE TABLE other AS SELECT 1 AS id; CREATE TABLE \"My users\" AS SELECT n AS id, CASE WHEN n < 3 THEN 'dark' END AS theme, NULL::text AS empty FROM generate_series(1, 5) n");
        return await CountAsync(database, script);
    }

    private static async Task<IReadOnlyList<string>> CountAsync(TestDatabase of, string script)
    {
        var address = new ServerAddress("127.0.0.1", of.Server.Port, of.Name, PostgresServer.Role) { Password = PostgresServer.RolePassword };
        await using var database = await Database.ConnectAsync(address, "whimbrel test", TimeSpan.FromMilliseconds(100), CancellationToken.None);
        await using var session = await database.OpenAsync(CancellationToken.None);
        return await RollbackLoss.CountAsync(session, [Script.Parse("a_rollback.sql", System.Text.Encoding.UTF8.GetBytes(script))], CancellationToken.None);
    }
}
