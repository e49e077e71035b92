using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.PostgresTests.Postgres;

/// <summary>Every embedded query, on every major, as a role that owns its database and may do nothing else.</summary>
public sealed class CatalogQueryTests(Servers servers)
{
    private const string Role = "plain_owner";

    /// <summary>What each query is given; <c>PID</c> stands for a backend of the same role.</summary>
    private static readonly Dictionary<string, object?[]> _parameters = new(StringComparer.Ordinal)
    {
        ["create_like"] = ["postgres", "copy"],
        ["database_properties"] = ["postgres", "copy"],
        ["database_settings"] = ["postgres"],
        ["databases_named"] = [new[] { "postgres" }],
        ["database_bytes"] = ["postgres"],
        ["restore_rights"] = [],
        ["restore_obstacles"] = [],
        ["sessions_of_databases"] = [new[] { "postgres" }, "whimbrel % 20260314-220000-ab12 %"],
        ["own_schemas"] = [],
        ["connect_privileges"] = [],
        ["connected_users"] = [],
        ["server_time"] = [],
        ["idle_transactions_of_run"] = ["postgres", "whimbrel %"],
        ["history_rows"] = [],
        ["carry_history"] = ["[]"],
        ["old_databases"] = ["postgres", "_before_[0-9]+$", 35],
        ["table_vacuums"] = [1259L],
        ["standbys"] = [],
        ["application_waits"] = ["PID"],
        ["has_begun"] = ["run", "1", "script"],
        ["expect_rows"] = [new[] { 1 }, 5],
        ["expect_buckets"] = [],
        ["dead_rows"] = [1259L, DateTimeOffset.UtcNow],
        ["create_batches"] = [],
        ["count_batch"] = ["run", "1", "script", 1, 5L],
        ["claim_batch"] = ["run", "1", "script", 1, new[] { "1" }, 9L],
        ["begin_batches"] = ["run", "1", "script", 1],
        ["batch_target"] = ["\"my versions\""],
        ["batches"] = ["run", "1", "script", 1],
        ["batch_key"] = ["\"my versions\"", new[] { "version" }],
        ["archives"] = [],
        ["archive_backlog"] = [],
        ["advisory_lock"] = [1, 2],
        ["advisory_lock_holder"] = [1L, 2L],
        ["applied_versions"] = [],
        ["active_backends_of_run"] = ["whimbrel % 20260314-220000-ab12 %"],
        ["backends_of_run"] = ["whimbrel % 20260314-220000-ab12 %"],
        ["blockers_of"] = ["PID"],
        ["cache_hit_ratio"] = [],
        ["cancel_session"] = ["PID", DateTimeOffset.UnixEpoch, null],
        ["commands_under_way"] = [],
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
        ["insert_history"] = ["1", "1_a", "applied", "run", 1.5, "SELECT 1;", "raw", "normalised", "sha256-utf8-lf", null, "operator", "host"],
        ["insert_progress"] = ["run", "1", "script", 1],
        ["largest_tables"] = [],
        ["latest_history"] = [],
        ["lock_edges"] = [],
        ["lock_holders"] = [new[] { 1259L }, new[] { "AccessShareLock,AccessExclusiveLock" }, "PID"],
        ["lock_sessions"] = [new[] { 1 }, 0.5],
        ["lock_waits"] = [new[] { 1259L }, new[] { "AccessShareLock,AccessExclusiveLock" }, "PID"],
        ["lockable_relations"] = [new[] { "\"my versions\"" }],
        ["maintenance_work"] = [],
        ["mark_data_migrated"] = ["1"],
        ["own_backend"] = [],
        ["prepared_transactions"] = [],
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
        ["session_at_work"] = ["PID", DateTimeOffset.UnixEpoch, null],
        ["sessions"] = [],
        ["slow_queries"] = [new[] { "versions" }],
        ["standby_lag"] = [],
        ["statement_statistics"] = [],
        ["table_indexes"] = [new[] { "\"my versions\"" }, null],
        ["build_progress"] = ["PID"],
        ["table_shape"] = ["\"my versions\""],
        ["table_statistics"] = [new[] { "\"my versions\"" }],
        ["terminate_backend"] = ["PID"],
        ["available_extensions"] = [],
        ["export_snapshot"] = [],
        ["fingerprint"] = [],
        ["production_extensions"] = [],
        ["production_roles"] = [],
        ["production_settings"] = [],
        ["application_queries"] = [],
        ["prepared_parameters"] = [],
        ["large_tables"] = [],
        ["copy_properties"] = [],
        ["table_states"] = [],
        ["other_backends"] = [],
        ["relation_files"] = [],
        ["statement_effects"] = [],
        ["estimated_rows"] = [],
        ["planner_ways"] = [new[] { "enable_sort" }],
        ["unforeseen_locks"] = ["PID", new[] { "users" }, new[] { "AccessShareLock" }],
        ["terminate_session"] = ["PID", DateTimeOffset.UnixEpoch, null],
        ["waiting_locks"] = [],
        ["watch_sample"] = [],
        ["large_table_scans"] = [],
        ["query_counters"] = [],
        ["query_texts"] = [new[] { 1L }],
    };

    /// <summary>What stands in the texts that are made for a table or a query of the operator.</summary>
    private static readonly Dictionary<string, string> _places = new(StringComparer.Ordinal)
    {
        ["{texts}"] = "version::text",
        ["{names}"] = "c1",
        ["{ascending}"] = "version",
        ["{descending}"] = "version DESC",
        ["{range}"] = "version > 'a'",
        ["{covered}"] = "true",
        ["{source}"] = "SELECT 1 AS c1",
        ["{target}"] = "SELECT 2 AS c1",
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
        var first = new[] { "create_whimbrel_schema", "create_history", "create_progress", "create_batches", "create_version_table" };
        foreach (var name in first.Concat(CatalogQuery.Names.Except(first, StringComparer.Ordinal).OrderBy(n => n == "terminate_backend")))
        {
            var text = CatalogQuery.Text(name, major).Replace("{table}", "\"my versions\"", StringComparison.Ordinal);
            text = _places.Aggregate(text, (t, place) => t.Replace(place.Key, place.Value, StringComparison.Ordinal));
            text.ShouldStartWith("-- ");
            _parameters.ShouldContainKey(name);
            var values = _parameters[name].Select(v => v is "PID" ? other.ProcessId : v).ToArray();
            if (name == "archive_backlog")
            {
                // Asked only where archives.sql says that we may.
                (await Should.ThrowAsync<Npgsql.PostgresException>(() => session.ReadAsync(text, row => row, CancellationToken.None, values))).SqlState.ShouldBe("42501");
                continue;
            }

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
