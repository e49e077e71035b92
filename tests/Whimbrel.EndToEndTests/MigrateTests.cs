namespace Whimbrel.EndToEndTests;

public sealed class MigrateTests(Servers servers)
{
    [Fact]
    public async Task Takes_the_database_to_the_next_version_through_all_twelve_steps()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());

        var ended = await workspace.RunAsync("migrate", "--yes");

        ended.ExitCode.ShouldBe(0, ended.All);
        (await workspace.Database.RowsAsync("SELECT version FROM schema_migrations ORDER BY 1")).ShouldBe(["20240101", "20240201", "20240215"]);
        (await workspace.Database.ScalarAsync<long>("SELECT count(*) FROM user_preferences")).ShouldBe(200);
    }
}
