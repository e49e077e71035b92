using Whimbrel.Engine.Steps.Plan;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class WritePlanTests(Servers servers)
{
    [Fact]
    public async Task Writes_the_same_document_however_often_and_nothing_to_the_database()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<WritePlan>(workspace);
        var file = Path.Combine(step.Run.Journal.Folder!, "plan.md");
        var before = await workspace.Database.FingerprintAsync();

        await step.PlanAsync();
        (await step.RunAsync()).Summary.ShouldBe(file);
        await step.RunAgainAsync();

        (await workspace.Database.FingerprintAsync()).ShouldBe(before);
        var plan = await File.ReadAllTextAsync(file);
        plan.ShouldContain("CREATE TABLE user_preferences (\n    user_id bigint PRIMARY KEY");
        plan.ShouldContain("### 2. Back up the database (skipped)");
        (await step.UndoAsync()).ShouldBeNull();
    }
}
