using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Steps.Assess;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class AssessDatabaseTests(Servers servers)
{
    [Fact]
    public async Task Reads_and_changes_nothing_however_often()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<AssessDatabase>(workspace);

        (await step.PlanAsync()).WayBack.ShouldBeNull();
        var result = (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Done>();
        (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Done>();

        result.Summary.ShouldContain("version 20240201");
        var facts = result.Facts!.Value.Deserialize(JournalJson.Default.Assessment)!;
        facts.Tables.ShouldContain(t => t.Name == "users");
        (facts.CurrentVersion, facts.MaxConnections, facts.SeesAllSessions).ShouldBe(("20240201", 200, true));
        facts.Disk.FreePercent.ShouldNotBeNull();
        (await step.UndoAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Is_stopped_by_a_session_that_waits_for_a_lock_and_names_the_blocker()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var blocker = await Blocking.HoldAsync(workspace.Database, "LOCK TABLE users");
        var waiting = workspace.Database.ExecuteAsync("SELECT count(*) FROM users");
        await Task.Delay(1200);
        await using (var step = await StepUnderTest.ReachAsync<AssessDatabase>(workspace))
        {
            var blocked = (await step.RunAsync()).ShouldBeOfType<StepResult.Blocked>();

            blocked.Summary.ShouldContain($"for AccessShareLock on users, blocked by pid {blocker.Pid} (hosting_user, test, idle in transaction");
            blocked.Hint!.ShouldEndWith("To go on all the same: --skip blocking-locks.");
        }

        await blocker.DisposeAsync();
        await waiting;
    }

    [Fact]
    public async Task Sees_who_is_idle_in_a_transaction_and_what_it_holds()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var idle = await Blocking.HoldAsync(workspace.Database, "SELECT count(*) FROM users");
        await Task.Delay(1100);
        await using var step = await StepUnderTest.ReachAsync<AssessDatabase>(workspace);

        await step.RunAgainAsync();

        step.By.Output.Text.ShouldContain($"idle-in-transaction: pid {idle.Pid} (hosting_user, test) is idle in a transaction");
        step.By.Output.Text.ShouldContain("and holds users, which this migration needs");
    }

    [Fact]
    public async Task Works_for_a_user_from_whom_the_server_hides_other_sessions_and_says_so()
    {
        var server = await servers.MainAsync();
        using var workspace = await Workspace.CreateHostingAsync(server);
        using var by = new Operator(workspace);
        var role = $"blind_{Guid.NewGuid():N}"[..16];
        await server.ExecuteAsync("postgres", $"CREATE ROLE {role} LOGIN PASSWORD 'x'");
        await server.ExecuteAsync(workspace.Database.Name, $"GRANT SELECT ON schema_migrations TO {role}");
        await using var blocker = await Blocking.HoldAsync(workspace.Database, "LOCK TABLE users");
        var waiting = workspace.Database.ExecuteAsync("SELECT count(*) FROM users");
        await using (var database = await Database.ConnectAsync(by.Settings.Database with { User = role, Password = "x", PasswordFile = null }, "whimbrel test", TimeSpan.FromMilliseconds(100), CancellationToken.None))
        {
            var facts = await AssessmentReader.ReadAsync(database, new VersionTable(new QualifiedName(null, "schema_migrations")), by.Settings, ["\"users\""], CancellationToken.None);

            facts.SeesAllSessions.ShouldBeFalse();
            facts.Findings.ShouldContain(f => f.Name == "limited-view");
            facts.Connections.ShouldBeGreaterThan(2);
        }

        await blocker.DisposeAsync();
        await waiting;
    }
}
