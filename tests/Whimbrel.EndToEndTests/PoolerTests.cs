namespace Whimbrel.EndToEndTests;

public sealed class PoolerTests(Servers servers)
{
    [Theory]
    [InlineData("transaction")]
    [InlineData("statement")]
    public async Task A_pooler_that_changes_the_backend_is_refused_with_the_reason(string mode)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        Ended ended;
        await using (var pooler = await PgBouncer.StartAsync(workspace.Database.Server, mode))
        {
            ended = await workspace.RunAsync("migrate", "--yes", "--set", "database.url=" + Through(pooler, workspace));
        }

        ended.ShouldEndWith(4, "pooler", "nothing was changed", "HINT: point database.url at the PostgreSQL server itself");
        await workspace.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_pooler_that_keeps_the_backend_is_let_through()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var pooler = await PgBouncer.StartAsync(workspace.Database.Server, "session");

        (await workspace.RunAsync("migrate", "--yes", "--set", "database.url=" + Through(pooler, workspace))).ShouldEndWith(0);

        await workspace.ShouldBeAtAsync("20240215");
    }

    private static string Through(PgBouncer pooler, Workspace workspace) => $"postgresql://hosting_user@127.0.0.1:{pooler.Port}/{workspace.Database.Name}";
}
