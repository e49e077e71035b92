using Whimbrel.Engine.Steps.Migrate;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class ApplyMigrationTests(Servers servers)
{
    [Fact]
    public async Task Applies_the_script_with_its_version_row_once_and_takes_both_back()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);
        var before = await workspace.Database.FingerprintAsync();

        (await step.PlanAsync()).Sql.Count.ShouldBe(5);
        (await step.RunAsync()).ShouldBeOfType<StepResult.Done>().Summary.ShouldBe("3 statements and the version row committed");
        (await workspace.Database.HasTableAsync("user_preferences")).ShouldBeTrue();
        (await workspace.Database.RowsAsync("SELECT max(version) FROM schema_migrations")).ShouldBe(["20240215"]);
        (await step.RunAgainAsync()).Summary.ShouldBe("20240215 was applied by this run already");
        (await step.UndoAsync()).ShouldBe("20240215 rolled back by 20240215_add_user_preferences_rollback.sql");
        (await step.UndoAsync()).ShouldBeNull();

        await workspace.Database.ExecuteAsync("DROP SCHEMA whimbrel CASCADE");
        (await workspace.Database.FingerprintAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Makes_the_version_table_with_the_first_migration()
    {
        using var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        workspace.WriteMigration("1_a", "CREATE TABLE a (id int)", "DROP TABLE a");
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace, RunCommand.Migrate, "migrations.version_table=\"my versions;\"");

        await step.RunAsync();

        (await workspace.Database.RowsAsync("SELECT version FROM \"my versions;\"")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Is_stopped_where_somebody_else_applied_the_version_meanwhile()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<ApplyMigration>(workspace);
        await workspace.Database.ExecuteAsync("INSERT INTO schema_migrations VALUES ('20240215')");

        (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Blocked>().Summary.ShouldStartWith("20240215 was applied by somebody else at ");
    }
}
