using System.Diagnostics;
using Npgsql;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Schema;
using Whimbrel.Sql;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Engine.PostgresTests.Postgres.Schema;

public sealed class SchemaReaderTests(Servers servers)
{
    private const string ManyTables = """
        DO $$
        BEGIN
            FOR i IN 1..3400 LOOP
                EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, name text NOT NULL, age int CHECK (age IS NOT NULL), at timestamptz DEFAULT now())', i);
                EXECUTE format('CREATE INDEX ON t%s (lower(name))', i);
                IF i % 500 = 0 THEN COMMIT; END IF;
            END LOOP;
        END $$
        """;

    [Fact]
    public async Task Waits_for_no_lock_and_knows_sizes()
    {
        var test = await DatabaseAsync();
        await test.ExecuteAsync("CREATE TABLE t (id int PRIMARY KEY, a text CHECK (a IS NOT NULL)); INSERT INTO t SELECT i, repeat('x', 100) FROM generate_series(1, 20000) i; CREATE VIEW v AS SELECT lower(a) FROM t; ANALYZE t");
        await test.ExecuteAsync("CREATE TABLE fresh (id int)");
        await using var blocker = await test.OpenAsync();
        await using var block = new NpgsqlCommand("BEGIN; LOCK TABLE t, fresh IN ACCESS EXCLUSIVE MODE", blocker);
        await block.ExecuteNonQueryAsync();

        var schema = await ReadAsync(test);

        schema.IsComplete.ShouldBeTrue();
        schema.SearchPath.ShouldBe(["public"]);
        var table = schema.Find(new RelationName(null, "t")).ShouldNotBeNull();
        table.Rows.ShouldBe(20000);
        table.Bytes.ShouldNotBeNull().ShouldBeInRange(2_000_000, 6_000_000);
        table.Constraints.Single(c => c.Kind == ConstraintKind.Check).ProvesNotNull.ShouldBe("a");
        table.CreatedBy.ShouldBeNull();
        var fresh = schema.Find(new RelationName("public", "fresh")).ShouldNotBeNull();
        (fresh.Rows, fresh.Bytes).ShouldBe((null, null));
    }

    [Fact]
    public async Task Sums_up_partitions()
    {
        var test = await DatabaseAsync();
        await test.ExecuteAsync("CREATE TABLE e (id int) PARTITION BY LIST (id); CREATE TABLE e_1 PARTITION OF e FOR VALUES IN (1); CREATE TABLE e_2 PARTITION OF e DEFAULT; INSERT INTO e SELECT i % 3 FROM generate_series(1, 3000) i; ANALYZE e_1; ANALYZE e_2");

        var schema = await ReadAsync(test);

        schema.Find(new RelationName("public", "e"))!.Rows.ShouldBe(3000);
        schema.Find(new RelationName("public", "e"))!.Bytes.ShouldBe(schema.ChildrenOf(new RelationName("public", "e")).Sum(p => p.Bytes));
    }

    [Fact]
    public async Task Leaves_the_session_as_it_was()
    {
        var test = await DatabaseAsync();
        await using var database = await ConnectAsync(test);
        await using var session = await database.OpenAsync(CancellationToken.None);
        await SchemaReader.ReadAsync(session, CancellationToken.None);

        var state = await session.ReadAsync("SELECT current_setting('search_path') AS \"Path\", pg_current_xact_id_if_assigned() IS NULL AS \"IsClean\"", row => (row.Text("Path"), row.Claim("IsClean")), CancellationToken.None);
        state.ShouldHaveSingleItem().ShouldBe(("\"$user\", public", true));
    }

    [Fact]
    public async Task Reads_ten_thousand_relations_in_about_a_second()
    {
        var test = await DatabaseAsync();
        await test.ExecuteAsync(ManyTables);
        await using var database = await ConnectAsync(test);
        await using var session = await database.OpenAsync(CancellationToken.None);

        var watch = Stopwatch.StartNew();
        var schema = await SchemaReader.ReadAsync(session, CancellationToken.None);

        schema.Relations.Count().ShouldBe(10_200);
        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.ElapsedMilliseconds} ms");

        // Far above what it takes on an idle machine: what it must catch is a query that grows with the square.
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    private async Task<TestDatabase> DatabaseAsync() => await (await servers.GetAsync(17)).CreateDatabaseAsync();

    private static Task<Database> ConnectAsync(TestDatabase test) =>
        Database.ConnectAsync(new ServerAddress("127.0.0.1", test.Server.Port, test.Name, PostgresServer.Role) { Password = PostgresServer.RolePassword }, "whimbrel test", TimeSpan.FromMilliseconds(50), CancellationToken.None);

    private static async Task<DatabaseSchema> ReadAsync(TestDatabase test)
    {
        await using var database = await ConnectAsync(test);
        await using var session = await database.OpenAsync(CancellationToken.None);
        return await SchemaReader.ReadAsync(session, CancellationToken.None);
    }
}
