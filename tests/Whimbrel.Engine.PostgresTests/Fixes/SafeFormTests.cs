using Npgsql;
using Whimbrel.Engine.Migrations;
using Whimbrel.Sql;
using Whimbrel.Sql.Rules;

namespace Whimbrel.Engine.PostgresTests.Fixes;

/// <summary>Each scenario's unsafe script on one database, its safe form on another.</summary>
public sealed class SafeFormTests(Servers servers)
{
    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var name in FixScenario.Names)
            {
                cases.Add(name, 14);
                cases.Add(name, 17);
            }

            return cases;
        }
    }

    public static TheoryData<string> Names => [.. FixScenario.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Leaves_the_schema_and_rows_that_the_unsafe_script_leaves(string name, int major)
    {
        using var scenario = FixScenario.Read(name);
        var (unsafeWay, safeWay) = (await CreateAsync(scenario, major), await CreateAsync(scenario, major));
        await unsafeWay.ExecuteAsync(scenario.Script);
        foreach (var migration in scenario.Migrations())
        {
            await RunAsync(safeWay, migration);
        }

        (await SchemaPicture.OfAsync(safeWay)).ShouldBe(await SchemaPicture.OfAsync(unsafeWay));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Neither_reads_nor_writes_a_table_while_others_cannot_write_to_it(string name, int major)
    {
        using var scenario = FixScenario.Read(name);
        var database = await CreateAsync(scenario, major);
        foreach (var migration in scenario.Migrations())
        {
            var locks = await RunAsync(database, migration);
            locks.ShouldAllBe(l => l.RowsRead == 0 && !l.IsRewritten);
        }
    }

    /// <summary>What the measurement above would see.</summary>
    [Theory]
    [InlineData("index")]
    [InlineData("foreign-key")]
    [InlineData("not-null")]
    [InlineData("volatile-default")]
    [InlineData("inline")]
    [InlineData("keys")]
    [InlineData("type")]
    public async Task The_unsafe_script_reads_or_writes_a_table_while_others_cannot_write_to_it(string name)
    {
        using var scenario = FixScenario.Read(name);
        var locks = await MeasuredScript.RunAsync(await CreateAsync(scenario, 17), ParsedScript.Read(Path.Combine(scenario.Folder, "20240215_change.sql")).Script);
        locks.ShouldContain(l => l.RowsRead > 0 || l.IsRewritten);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Every_rollback_takes_back_exactly_what_its_migration_did(string name, int major)
    {
        using var scenario = FixScenario.Read(name);
        var database = await CreateAsync(scenario, major);
        var before = new Stack<(Migration Migration, string Picture)>();
        var migrations = scenario.Migrations();

        // Past that, what the old column held cannot be told from the new one.
        foreach (var migration in migrations.SkipLast(name == "type-using" ? 1 : 0))
        {
            before.Push((migration, await SchemaPicture.OfAsync(database, withRows: false)));
            await RunAsync(database, migration);
        }

        while (before.TryPop(out var last))
        {
            await MeasuredScript.RunAsync(database, last.Migration.Rollback.ShouldNotBeNull());
            (await SchemaPicture.OfAsync(database, withRows: false)).ShouldBe(last.Picture, last.Migration.Name);
        }

        (await SchemaPicture.OfAsync(database)).ShouldBe(await SchemaPicture.OfAsync(await CreateAsync(scenario, major)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_written_files_have_no_error_of_a_rule(string name)
    {
        using var scenario = FixScenario.Read(name);
        var before = Errors(scenario);
        _ = scenario.Migrations();

        // A rollback that stays as it was written keeps what was wrong with it.
        var ofRollback = before.Where(f => f.File.EndsWith("change_rollback.sql", StringComparison.Ordinal)).Select(f => f.Rule).ToList();
        Errors(scenario).Where(f => !f.File.EndsWith("_rollback.sql", StringComparison.Ordinal) || !ofRollback.Contains(f.Rule, StringComparer.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refuses_to_take_back_what_cannot_be_told()
    {
        using var scenario = FixScenario.Read("type-using");
        var database = await CreateAsync(scenario, 17);
        var migrations = scenario.Migrations();
        foreach (var migration in migrations)
        {
            await RunAsync(database, migration);
        }

        var refused = await Should.ThrowAsync<PostgresException>(() => MeasuredScript.RunAsync(database, migrations[^1].Rollback.ShouldNotBeNull()));
        refused.MessageText.ShouldStartWith("what value_old of readings held cannot be told");
    }

    [Fact]
    public async Task A_value_that_the_old_type_cannot_hold_is_not_lost_on_the_way_back()
    {
        using var scenario = FixScenario.Read("type");
        var database = await CreateAsync(scenario, 17);
        var swapped = scenario.Migrations().TakeWhile(m => !m.Name.Contains("add_id_new", StringComparison.Ordinal)).ToList();
        foreach (var migration in swapped)
        {
            await RunAsync(database, migration);
        }

        await database.ExecuteAsync("INSERT INTO orders (total) VALUES (5000000000)");
        var refused = await Should.ThrowAsync<PostgresException>(() => MeasuredScript.RunAsync(database, swapped[^1].Rollback.ShouldNotBeNull()));
        refused.MessageText.ShouldBe("orders.total has values that its old type cannot hold: they would be lost");
        (await database.ScalarAsync<long>("SELECT max(total) FROM orders")).ShouldBe(5_000_000_000);
    }

    [Fact]
    public async Task The_two_columns_are_equal_on_both_sides_of_the_exchange()
    {
        using var scenario = FixScenario.Read("type");
        var database = await CreateAsync(scenario, 14);
        foreach (var migration in scenario.Migrations().TakeWhile(m => !m.Name.Contains("add_id_new", StringComparison.Ordinal)))
        {
            await database.ExecuteAsync("INSERT INTO orders (code) VALUES ('new'); UPDATE orders SET total = total + 1 WHERE id % 7 = 0");
            await RunAsync(database, migration);
        }

        await database.ExecuteAsync("INSERT INTO orders (code) VALUES ('new'); UPDATE orders SET total = total + 1 WHERE id % 7 = 0");
        (await database.ScalarAsync<long>("SELECT count(*) FROM orders WHERE total IS DISTINCT FROM total_old")).ShouldBe(0);
        (await database.ScalarAsync<long>("SELECT count(*) FROM orders WHERE code = 'new' AND total >= 7")).ShouldBe(6);
    }

    private static List<Finding> Errors(FixScenario scenario) =>
        [.. new ScriptCheck(new CheckOptions()).Run([scenario.Folder]).Findings.Where(f => f.Severity == Severity.Error && !f.File.Contains("setup", StringComparison.Ordinal))];

    private async Task<TestDatabase> CreateAsync(FixScenario scenario, int major)
    {
        var server = await servers.GetAsync(major);
        var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync(scenario.Setup);
        return database;
    }

    /// <summary>The script, then its data.</summary>
    private static async Task<IReadOnlyList<MeasuredLock>> RunAsync(TestDatabase database, Migration migration)
    {
        var locks = await MeasuredScript.RunAsync(database, migration.Script);
        return migration.Data is { } data ? [.. locks, .. await MeasuredScript.RunAsync(database, data)] : locks;
    }
}
