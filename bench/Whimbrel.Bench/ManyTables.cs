using Whimbrel.Testing;

namespace Whimbrel.Bench;

/// <summary>A catalog of many tables, each with five columns, three indexes, a constraint and a comment.</summary>
internal static class ManyTables
{
    private const int AtOnce = 500;

    /// <param name="count">Of tables, named t1, t2, …</param>
    internal static async Task CreateAsync(TestDatabase database, int count)
    {
        for (var first = 1; first <= count; first += AtOnce)
        {
            await database.ExecuteAsync($"""
                DO $$ BEGIN FOR n IN {first}..{Math.Min(count, first + AtOnce - 1)} LOOP
                    EXECUTE format('CREATE TABLE t%s (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE, amount numeric(12,2) DEFAULT 0 CHECK (amount >= 0), note text, at timestamptz DEFAULT now())', n);
                    EXECUTE format('CREATE INDEX ON t%s (at)', n);
                    EXECUTE format('COMMENT ON TABLE t%s IS %L', n, 'table ' || n);
                END LOOP; END $$
                """);
        }

        await database.ExecuteAsync("ANALYZE pg_catalog.pg_class, pg_catalog.pg_attribute");
    }
}
