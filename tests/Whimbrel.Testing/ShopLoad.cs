using Npgsql;

namespace Whimbrel.Testing;

/// <summary>An application's everyday queries on a table of orders, by sessions that never stop to ask, at a steady pace.</summary>
public sealed class ShopLoad : IAsyncDisposable
{
    public const string ByCustomer = "SELECT count(*) FROM orders WHERE customer_id = $1";

    private static readonly string[] _queries =
    [
        ByCustomer,
        "SELECT total FROM orders WHERE id = $1",
        "UPDATE orders SET total = total + 1 WHERE id = $1",
        "SELECT max(id) FROM orders WHERE id > $1 AND id < $1 + 50",
        "SELECT name FROM customers WHERE id = $1",
    ];

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _asking = [];

    private ShopLoad()
    {
    }

    /// <summary>The tables: 40,000 orders of 2,000 customers, with an index on whose they are.</summary>
    public static async Task CreateTablesAsync(TestDatabase database)
    {
        await database.Server.ExecuteAsync(database.Name, "CREATE EXTENSION pg_stat_statements");
        await database.ExecuteAsync("""
            CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);
            INSERT INTO customers SELECT n, 'customer ' || n FROM generate_series(1, 2000) n;
            CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL, total int NOT NULL, note text NOT NULL) WITH (fillfactor = 80);
            INSERT INTO orders SELECT n, n % 2000 + 1, n % 90, repeat('x', 100) FROM generate_series(1, 40000) n;
            CREATE INDEX orders_customer_id_idx ON orders (customer_id);
            CREATE TABLE schema_migrations (version text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());
            ANALYZE customers, orders;
            """);
    }

    public static async Task<ShopLoad> BeginAsync(TestDatabase database, int sessions = 2)
    {
        var load = new ShopLoad();
        for (var i = 0; i < sessions; i++)
        {
            load._asking.Add(load.AskAsync(await database.OpenAsync(), i));
        }

        return load;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_asking);
        _stop.Dispose();
    }

    private async Task AskAsync(NpgsqlConnection connection, int seed)
    {
        await using var open = connection;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        for (var n = seed * 1000; !_stop.IsCancellationRequested; n++)
        {
            await using var command = new NpgsqlCommand(_queries[n % _queries.Length], connection);
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = 1 + (n * 7919 % 2000) });
            await command.ExecuteNonQueryAsync();
            await timer.WaitForNextTickAsync();
        }
    }
}
