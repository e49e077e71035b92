using Whimbrel.Testing;

namespace Whimbrel.Bench;

/// <summary>About 1 GB: the runbook's users, and what they did; no row like another.</summary>
internal static class LargeDatabase
{
    internal static async Task<Workspace> CreateAsync(PostgresServer server)
    {
        var workspace = await Workspace.CreateHostingAsync(server);
        await workspace.Database.ExecuteAsync("""
            INSERT INTO users (email, theme, language)
            SELECT md5(n::text) || '@example.com', CASE WHEN n % 3 = 0 THEN 'dark' END, CASE WHEN n % 2 = 0 THEN 'en' END FROM generate_series(301, 120000) n;
            CREATE TABLE events (id bigint NOT NULL, user_id bigint NOT NULL, kind text NOT NULL, detail text NOT NULL, at timestamptz NOT NULL);
            INSERT INTO events
            SELECT n, n % 120000, 'kind ' || n % 20, md5(n::text) || ' ' || md5((n / 3)::text) || repeat(' and more of the same', n % 3), '2024-01-01'::timestamptz + n * interval '1 second' FROM generate_series(1, 4200000) n;
            ALTER TABLE events ADD PRIMARY KEY (id);
            CREATE INDEX events_of_user ON events (user_id, at);
            ANALYZE;
            """);
        return workspace;
    }
}
