using Npgsql;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Schema;
using Whimbrel.Sql;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Engine.PostgresTests.Postgres.Schema;

/// <summary>What each script of the folder scripts leaves: as a server's catalogue has it, and as it is known without a server.</summary>
public sealed class SchemaChangesTests(Servers servers)
{
    private static readonly string _folder = Path.Combine(Repository.Root, "tests", "Whimbrel.Engine.PostgresTests", "Postgres", "Schema", "scripts");

    public static TheoryData<int, string> Cases
    {
        get
        {
            var cases = new TheoryData<int, string>();
            foreach (var file in Directory.EnumerateFiles(_folder, "*.sql").Order(StringComparer.Ordinal))
            {
                cases.Add(15, Path.GetFileNameWithoutExtension(file));
                cases.Add(17, Path.GetFileNameWithoutExtension(file));
                cases.Add(18, Path.GetFileNameWithoutExtension(file));
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Leaves_what_the_server_has(int major, string name)
    {
        var server = await servers.GetAsync(major);
        var test = await server.CreateDatabaseAsync();
        var script = ParsedScript.Read(Path.Combine(_folder, name + ".sql"));
        var known = new DatabaseSchema();
        await using (var connection = await test.OpenAsync())
        {
            foreach (var statement in script.Statements)
            {
                await using var command = new NpgsqlCommand(statement.Text, connection);
                await command.ExecuteNonQueryAsync();
                SchemaChanges.Apply(statement, known, name);
            }
        }

        await using var database = await Database.ConnectAsync(new ServerAddress("127.0.0.1", server.Port, test.Name, PostgresServer.Role) { Password = PostgresServer.RolePassword }, "whimbrel test", TimeSpan.FromSeconds(1), CancellationToken.None);
        await using var session = await database.OpenAsync(CancellationToken.None);
        var real = await SchemaReader.ReadAsync(session, CancellationToken.None);
        SchemaText.Of(known, known).ShouldBe(SchemaText.Of(real, known));
        known.Relations.ShouldAllBe(r => r.CreatedBy == name);
    }
}
