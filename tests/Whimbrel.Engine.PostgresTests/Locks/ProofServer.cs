using Npgsql;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Schema;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Engine.PostgresTests.Locks;

/// <summary>A database with what the forms need, and the schema as the catalogue tells it.</summary>
internal sealed class ProofServer : IAsyncDisposable
{
    private static readonly string[] _once =
    [
        "CREATE ROLE proof_owner",
        "SET allow_in_place_tablespaces = on",
        "CREATE TABLESPACE proof_space LOCATION ''",
    ];

    private readonly TestDatabase _database;
    private readonly string _fixture;

    private ProofServer(TestDatabase database, NpgsqlConnection connection, string fixture) => (_database, Connection, _fixture) = (database, connection, fixture);

    internal NpgsqlConnection Connection { get; }

    internal int Major => _database.Server.Major;

    internal DatabaseSchema Schema { get; private set; } = new();

    internal static async Task<ProofServer> StartAsync(PostgresServer server, string folder)
    {
        var database = await server.CreateDatabaseAsync();
        var proof = new ProofServer(database, await OpenAsync(database), await File.ReadAllTextAsync(Path.Combine(folder, "fixture.sql")));
        foreach (var statement in _once)
        {
            await proof.ExecuteAsync(statement);
        }

        await proof.ExecuteAsync("CREATE ACCESS METHOD proof_heap TYPE TABLE HANDLER heap_tableam_handler");
        await proof.BuildAsync();
        return proof;
    }

    /// <summary>Everything as at the start, whatever a form has left.</summary>
    internal async Task BuildAsync()
    {
        await ExecuteAsync("DROP EVENT TRIGGER IF EXISTS watched");
        await ExecuteAsync("DROP SCHEMA IF EXISTS proof, proof_elsewhere CASCADE");
        await ExecuteAsync("DROP PUBLICATION IF EXISTS published");
        await ExecuteAsync("CREATE SCHEMA proof");
        foreach (var statement in Sql.Script.Parse("fixture.sql", System.Text.Encoding.UTF8.GetBytes(_fixture)).Statements)
        {
            await ExecuteAsync(statement.Text);
        }

        Schema = await ReadSchemaAsync();
    }

    internal Task<NpgsqlConnection> OpenAsync() => OpenAsync(_database);

    internal Task ExecuteAsync(string sql) => ExecuteAsync(Connection, sql);

    internal static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await ExecuteAsync("DROP SCHEMA IF EXISTS proof, proof_elsewhere CASCADE");
        await ExecuteAsync("DROP TABLESPACE proof_space");
        await ExecuteAsync("DROP ROLE proof_owner");
        await Connection.DisposeAsync();
    }

    private static async Task<NpgsqlConnection> OpenAsync(TestDatabase database)
    {
        var connection = await database.Server.OpenAsync(database.Name, "postgres", PostgresServer.AdminPassword);
        await ExecuteAsync(connection, "SET search_path = proof");
        await ExecuteAsync(connection, "SET timezone = 'Europe/Berlin'");
        await ExecuteAsync(connection, "SET enable_hashjoin = off");
        await ExecuteAsync(connection, "SET enable_mergejoin = off");
        return connection;
    }

    private async Task<DatabaseSchema> ReadSchemaAsync()
    {
        var address = new ServerAddress("127.0.0.1", _database.Server.Port, _database.Name, "postgres") { Password = PostgresServer.AdminPassword };
        await using var database = await Database.ConnectAsync(address, "whimbrel test", TimeSpan.FromSeconds(1), CancellationToken.None);
        await using var session = await database.OpenAsync(CancellationToken.None);
        await session.ExecuteAsync("SET search_path = proof", CancellationToken.None);
        return await SchemaReader.ReadAsync(session, CancellationToken.None);
    }
}
