using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.PostgresTests.Postgres;

/// <summary>Every embedded query, on every major, as a role that owns its database and may do nothing else.</summary>
public sealed class CatalogQueryTests(Servers servers)
{
    private const string Role = "plain_owner";

    /// <summary>What each query is given; <c>PID</c> stands for a backend of the same role.</summary>
    private static readonly Dictionary<string, object?[]> _parameters = new(StringComparer.Ordinal)
    {
        ["advisory_lock"] = [1, 2],
        ["advisory_lock_holder"] = [1L, 2L],
        ["applied_versions"] = [],
        ["active_backends_of_run"] = ["whimbrel % 20260314-220000-ab12 %"],
        ["backends_of_run"] = ["whimbrel % 20260314-220000-ab12 %"],
        ["blockers_of"] = ["PID"],
        ["cache_hit_ratio"] = [],
        ["cancel_backend"] = ["PID"],
        ["connection_count"] = [],
        ["create_history"] = [],
        ["create_progress"] = [],
        ["create_version_table"] = [],
        ["create_whimbrel_schema"] = [],
        ["data_folder"] = [],
        ["database_identity"] = [],
        ["database_size"] = [],
        ["delete_progress"] = ["run", "1", "script"],
        ["delete_version"] = ["1"],
        ["done_parts"] = ["run", "1", "script"],
        ["has_progress"] = ["run"],
        ["has_statement_statistics"] = [],
        ["index_state"] = ["\"versions_pkey\""],
        ["insert_history"] = ["1", "1_a", "applied", "run", 1.5, "SELECT 1;", "raw", "normalised", "sha256-utf8-lf", null, "operator", "host"],
        ["insert_progress"] = ["run", "1", "script", 1],
        ["largest_tables"] = [],
        ["latest_history"] = [],
        ["lock_holders"] = [new[] { 1259L }, new[] { "AccessShareLock,AccessExclusiveLock" }, "PID"],
        ["lock_waits"] = [new[] { 1259L }, new[] { "AccessShareLock,AccessExclusiveLock" }, "PID"],
        ["lockable_relations"] = [new[] { "\"my versions\"" }],
        ["maintenance_work"] = [],
        ["mark_data_migrated"] = ["1"],
        ["own_backend"] = [],
        ["record_version"] = ["1"],
        ["recorded_queries"] = [],
        ["same_versions"] = ["1"],
        ["relation_exists"] = ["\"my versions\""],
        ["resolve_relations"] = [new[] { "\"my versions\"", "\"none\"" }],
        ["rights"] = ["\"my versions\"", null],
        ["schema_columns"] = [],
        ["schema_constraints"] = [],
        ["schema_indexes"] = [],
        ["schema_parents"] = [],
        ["empty_tables"] = [],
        ["schema_relations"] = [],
        ["schema_sequences"] = [],
        ["schema_triggers"] = [],
        ["schema_types"] = [],
        ["schema_views"] = [],
        ["search_path"] = [],
        ["sessions"] = [],
        ["slow_queries"] = [new[] { "versions" }],
        ["standby_lag"] = [],
        ["statement_statistics"] = [],
        ["table_shape"] = ["\"my versions\""],
        ["table_statistics"] = [new[] { "\"my versions\"" }],
        ["terminate_backend"] = ["PID"],
        ["waiting_locks"] = [],
        ["watch_sample"] = [],
    };

    public static TheoryData<int> Majors => [.. Servers.Majors];

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task Runs_each_query_without_any_special_right(int major)
    {
        var server = await servers.GetAsync(major);
        await using var database = await ConnectAsync(server);
        await using var other = await database.OpenAsync(CancellationToken.None);
        await using var session = await database.OpenAsync(CancellationToken.None);

        // The tables come first, and nothing is ended before the others are done.
        var first = new[] { "create_whimbrel_schema", "create_history", "create_progress", "create_version_table" };
        foreach (var name in first.Concat(CatalogQuery.Names.Except(first, StringComparer.Ordinal).OrderBy(n => n == "terminate_backend")))
        {
            var text = CatalogQuery.Text(name, major).Replace("{table}", "\"my versions\"", StringComparison.Ordinal);
            text.ShouldStartWith("-- ");
            _parameters.ShouldContainKey(name);
            var values = _parameters[name].Select(v => v is "PID" ? other.ProcessId : v).ToArray();
            await Should.NotThrowAsync(() => session.ReadAsync(text, row => row, CancellationToken.None, values), $"{name}.sql on {major}");
        }
    }

    [Fact]
    public void Has_no_parameters_here_for_a_query_that_is_gone() => _parameters.Keys.Order(StringComparer.Ordinal).ShouldBe(CatalogQuery.Names);

    private static async Task<Database> ConnectAsync(PostgresServer server)
    {
        var name = $"plain_{Guid.NewGuid():N}"[..20];
        await server.ExecuteAsync("postgres", $"DO $$ BEGIN IF to_regrole('{Role}') IS NULL THEN CREATE ROLE {Role} LOGIN PASSWORD 'plain'; END IF; END $$");
        await server.ExecuteAsync("postgres", $"CREATE DATABASE {name} OWNER {Role}");
        await server.ExecuteAsync(name, "CREATE EXTENSION pg_stat_statements");
        return await Database.ConnectAsync(new ServerAddress("127.0.0.1", server.Port, name, Role) { Password = "plain" }, "whimbrel test", TimeSpan.FromMilliseconds(100), CancellationToken.None);
    }
}
