using Whimbrel.Engine.Steps.Prepare;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class PrepareScriptsTests(Servers servers)
{
    [Fact]
    public async Task Looks_and_changes_nothing_however_often()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<PrepareScripts>(workspace);

        (await step.PlanAsync()).Does.ShouldStartWith("Parses 4 scripts of 20240215 ");
        (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Done>().Summary.ShouldContain("1 of 1 with a rollback");
        (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Done>();
        (await step.UndoAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Is_stopped_by_a_script_that_was_edited_since_the_run_began()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<PrepareScripts>(workspace);
        workspace.Write("20240215_add_user_preferences_data.sql", "SELECT 2;");

        (await step.RunAsync()).ShouldBeOfType<StepResult.Blocked>().Summary.ShouldEndWith("20240215_add_user_preferences_data.sql was changed while the run was going on: its checksum is another one");
    }

    [Fact]
    public async Task Names_the_grants_that_our_user_lacks()
    {
        var server = await servers.MainAsync();
        using var workspace = await Workspace.CreateHostingAsync(server);
        await server.ExecuteAsync(workspace.Database.Name, $"ALTER TABLE schema_migrations OWNER TO postgres; GRANT SELECT ON schema_migrations TO {PostgresServer.Role}; ALTER DATABASE {workspace.Database.Name} OWNER TO postgres");

        var refused = await Should.ThrowAsync<OperatorException>(() => StepUnderTest.ReachAsync<PrepareScripts>(workspace));

        refused.Message.ShouldContain("may not record a migration in ");
        refused.Hint.ShouldBe($"let the database's owner run: GRANT CREATE ON DATABASE \"{workspace.Database.Name}\" TO \"hosting_user\"; GRANT SELECT, INSERT, UPDATE, DELETE ON \"schema_migrations\" TO \"hosting_user\";");
    }
}
