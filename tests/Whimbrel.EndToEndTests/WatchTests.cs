using System.Text.Json;

namespace Whimbrel.EndToEndTests;

/// <summary>The watch after a migration, on an application that never stops to ask.</summary>
public sealed class WatchTests(Servers servers)
{
    private static readonly string[] _quick = ["--yes", "--skip", "backup", "--set", "watch.baseline=3s", "--set", "watch.every=1s"];

    [Fact]
    public async Task A_migration_that_drops_an_index_which_the_application_needs_is_found_out_and_taken_back()
    {
        using var workspace = await ShopAsync();
        await using var health = new HealthAddress();
        workspace.ExtraConfig = $"application: {{ health: '{health.Url}' }}";
        workspace.WriteMigration("20240301_drop_index", "DROP INDEX CONCURRENTLY orders_customer_id_idx;", "CREATE INDEX CONCURRENTLY orders_customer_id_idx ON orders (customer_id);");
        await using var load = await ShopLoad.BeginAsync(workspace.Database);

        var ended = await workspace.RunAsync(["migrate", .. _quick, "--watch", "1min", "--set", "watch.roll_back=degraded"]);

        ended.ShouldEndWith(5, "degraded: " + ShopLoad.ByCustomer, "blocks a call to ", "calls before", "sure to ", "failed after the migration: going back", "went back: 20240301 rolled back");
        var record = workspace.ShouldHaveEnded("went back");
        var finding = record.GetProperty("watchFindings").EnumerateArray().First();
        finding.GetProperty("severity").GetString().ShouldBe("degraded", ended.All);
        finding.GetProperty("name").GetString().ShouldBe(ShopLoad.ByCustomer);
        finding.GetProperty("confidence").GetDouble().ShouldBeGreaterThan(0.9);
        (await workspace.Database.ScalarAsync<bool>("SELECT indisvalid FROM pg_index WHERE indexrelid = 'orders_customer_id_idx'::regclass")).ShouldBeTrue();
        (await File.ReadAllLinesAsync(Path.Combine(workspace.Runs()[0], "latency.jsonl"))).Length.ShouldBeGreaterThan(3, "the application's answers, second by second");
    }

    [Fact]
    public async Task Unless_told_to_go_back_it_leaves_the_choice_to_the_operator()
    {
        using var workspace = await ShopAsync();
        workspace.WriteMigration("20240301_drop_index", "DROP INDEX CONCURRENTLY orders_customer_id_idx;", "CREATE INDEX CONCURRENTLY orders_customer_id_idx ON orders (customer_id);");
        await using var load = await ShopLoad.BeginAsync(workspace.Database);

        var stopped = await workspace.RunAsync(["migrate", .. _quick, "--watch", "1min"]);
        var kept = await workspace.RunAsync("resume", "--skip", "watch");

        stopped.ShouldEndWith(6, "degraded: " + ShopLoad.ByCustomer, "left: 20240301 is applied", "keep it as it is with 'whimbrel resume --skip watch'");
        kept.ShouldEndWith(0);
        workspace.ShouldHaveEnded("done").GetProperty("newVersion").GetString().ShouldBe("20240301");
    }

    [Fact]
    public async Task Ten_harmless_migrations_on_a_noisy_machine_raise_no_alarm()
    {
        // Five at a time on few processors, with programs beside them that do nothing but compute: every one of them disturbs the others.
        var burners = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Command.Start(["sh", "-c", "while :; do :; done"])).ToList();
        try
        {
            for (var round = 0; round < 2; round++)
            {
                var verdicts = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => MigrateHarmlesslyAsync()));
                verdicts.ShouldAllBe(v => v == "healthy");
            }
        }
        finally
        {
            burners.ForEach(b => b.Dispose());
        }
    }

    [Fact]
    public async Task Outside_of_a_run_it_compares_with_the_time_before_the_newest_migration()
    {
        using var workspace = await ShopAsync();
        workspace.WriteMigration("20240301_add_column", "ALTER TABLE orders ADD COLUMN channel text;", "ALTER TABLE orders DROP COLUMN channel;");
        await using var load = await ShopLoad.BeginAsync(workspace.Database);

        var before = await workspace.RunAsync("watch", "--for", "2s", "--every", "1s");
        (await workspace.RunAsync(["migrate", .. _quick, "--watch", "1s", "--set", "locks.stall_budget=5s"])).ShouldEndWith(0);
        await workspace.Database.ExecuteAsync("DROP INDEX orders_customer_id_idx");
        var watched = await workspace.RunAsync("watch", "--for", "1min", "--every", "1s", "--json");

        before.ShouldEndWith(0, "no run of the last 24 h has recorded a baseline");
        before.Output.ShouldEndWith("healthy\n");
        watched.ShouldEndWith(3);
        var result = JsonDocument.Parse(watched.Output).RootElement;
        result.GetProperty("verdict").GetString().ShouldBe("degraded");
        result.GetProperty("baselineOf").GetString().ShouldBe(Path.GetFileName(workspace.Runs()[0]));
        result.GetProperty("findings")[0].GetProperty("name").GetString().ShouldBe(ShopLoad.ByCustomer);
    }

    [Fact]
    public async Task A_table_that_is_replaced_by_one_without_its_index_is_found_out_though_its_queries_have_other_numbers()
    {
        using var workspace = await ShopAsync();
        workspace.WriteMigration(
            "20240301_replace",
            "CREATE TABLE orders_new (LIKE orders INCLUDING DEFAULTS);\nALTER TABLE orders_new ADD PRIMARY KEY (id);\nINSERT INTO orders_new SELECT * FROM orders;\nALTER TABLE orders RENAME TO orders_old;\nALTER TABLE orders_new RENAME TO orders;",
            "ALTER TABLE orders RENAME TO orders_new;\nALTER TABLE orders_old RENAME TO orders;\nDROP TABLE orders_new;");
        await using var load = await ShopLoad.BeginAsync(workspace.Database);

        var ended = await workspace.RunAsync(["migrate", .. _quick, "--watch", "1min", "--set", "locks.stall_budget=5s"]);

        ended.ShouldEndWith(6, "degraded: " + ShopLoad.ByCustomer, "calls before");
    }

    private async Task<string> MigrateHarmlesslyAsync()
    {
        using var workspace = await ShopAsync();
        await using var health = new HealthAddress();
        workspace.ExtraConfig = $"application: {{ health: '{health.Url}' }}";
        workspace.WriteMigration("20240301_add_column", "ALTER TABLE orders ADD COLUMN channel text;", "ALTER TABLE orders DROP COLUMN channel;");
        await using var load = await ShopLoad.BeginAsync(workspace.Database);

        // On a machine as busy as this one 0.1 s would be over before the script has its turn.
        var ended = await workspace.RunAsync(["migrate", .. _quick, "--watch", "5s", "--set", "locks.stall_budget=5s"]);

        ended.ShouldEndWith(0);
        return workspace.ShouldHaveEnded("done").GetProperty("verdict").GetString()!;
    }

    private async Task<Workspace> ShopAsync()
    {
        var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        await ShopLoad.CreateTablesAsync(workspace.Database);
        return workspace;
    }
}
