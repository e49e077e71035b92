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

    [Fact]
    public async Task Sends_a_body_of_several_statements_as_one()
    {
        using var workspace = await Workspace.CreateAsync(await servers.MainAsync());
        workspace.WriteMigration(
            "1_bodies",
            "CREATE TABLE t (x int);\nCREATE FUNCTION fill() RETURNS void LANGUAGE sql BEGIN ATOMIC\n INSERT INTO t VALUES (1);\n INSERT INTO t VALUES (2);\nEND;\nCREATE RULE r AS ON UPDATE TO t DO ALSO (INSERT INTO t VALUES (3); INSERT INTO t VALUES (4));\nSELECT fill();\n",
            "DROP TABLE t CASCADE;");

        var ended = await workspace.RunAsync("migrate", "--yes", "--skip", "backup");

        ended.ExitCode.ShouldBe(0, ended.All);
        (await workspace.Database.RowsAsync("SELECT x FROM t ORDER BY 1")).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task A_second_time_there_is_nothing_to_do()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        (await workspace.RunAsync("migrate", "--yes")).ExitCode.ShouldBe(0);

        var again = await workspace.RunAsync("migrate", "--yes", "--json");

        again.ExitCode.ShouldBe(0, again.All);
        var record = System.Text.Json.JsonDocument.Parse(again.Output).RootElement;
        record.GetProperty("status").GetString().ShouldBe("nothing to do");
        record.GetProperty("newVersion").GetString().ShouldBe("20240215");
        workspace.Runs().Count.ShouldBe(1);
    }
}
