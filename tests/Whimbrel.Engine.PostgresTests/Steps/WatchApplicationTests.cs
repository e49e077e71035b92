using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Steps.Watch;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class WatchApplicationTests(Servers servers)
{
    [Fact]
    public async Task Takes_samples_until_the_time_is_over_and_changes_nothing()
    {
        await using var health = new HealthAddress();
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<WatchApplication>(workspace, RunCommand.Migrate, $"application.health={health.Url}", "watch.for=600ms", "watch.every=200ms");

        (await step.PlanAsync()).Does.ShouldContain("every 0.2 s for 0.6 s");
        var result = (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Done>();
        Watched(result).Verdict.ShouldBe("healthy");
        Watched(result).Samples.Count.ShouldBeInRange(2, 4);

        // What is left of the watch after a resume is nothing: one look is enough.
        Watched(await step.RunAgainAsync()).Samples.Count.ShouldBe(1);
        (await step.UndoAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Ends_early_on_a_breach()
    {
        await using var health = new HealthAddress { Status = 503 };
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<WatchApplication>(workspace, RunCommand.Migrate, "watch.for=1h");
        step.By.Set.Add($"application.health={health.Url}");

        var result = await new Watcher(step.Run.Database, step.By.Settings, TimeProvider.System).WatchAsync(TimeSpan.FromHours(1), TimeSpan.FromSeconds(1), _ => { }, CancellationToken.None);

        (result.Verdict, result.Samples.Count).ShouldBe(("broken", 1));
        result.Reason!.ShouldContain("answered 503");
    }

    [Fact]
    public async Task Takes_the_operators_Ctrl_C_for_its_own_end_and_lets_the_run_go_on()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<WatchApplication>(workspace, RunCommand.Migrate, "watch.for=1h", "watch.every=1h");
        var watching = step.RunAsync();
        await Task.Delay(300);

        step.By.Interruption.Request();

        (await watching).ShouldBeOfType<StepResult.Done>().Summary.ShouldStartWith("ended early: 1 sample in ");
        step.By.Interruption.IsRequested.ShouldBeFalse();
    }

    private static WatchResult Watched(StepResult result) => result.Facts!.Value.Deserialize(JournalJson.Default.WatchResult)!;
}
