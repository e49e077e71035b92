using System.Text.Json;
using Whimbrel.Engine.Application;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Steps.Assess;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class RecordBaselineTests(Servers servers)
{
    public static TheoryData<int> Majors => [.. Servers.Majors];

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task Records_queries_rates_and_answers_and_changes_nothing(int major)
    {
        await using var health = new HealthAddress();
        using var workspace = await Workspace.CreateAsync(await servers.GetAsync(major));
        await ShopLoad.CreateTablesAsync(workspace.Database);
        workspace.WriteMigration("20240301_add_column", "ALTER TABLE orders ADD COLUMN channel text;");
        await using var step = await StepUnderTest.ReachAsync<RecordBaseline>(workspace, RunCommand.Migrate, $"application.health={health.Url}", "watch.for=1h", "watch.baseline=2s");

        (await step.PlanAsync()).Does.ShouldStartWith("For 2.0 s counts");
        await using var load = await ShopLoad.BeginAsync(workspace.Database);
        var result = (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        var baseline = result.Facts!.Value.Deserialize(JournalJson.Default.Baseline)!;
        baseline.WithoutQueries.ShouldBeNull();
        baseline.Queries.Count(q => q.Windows > 5).ShouldBeGreaterThanOrEqualTo(5, "each of the application's queries, in more than half of the windows");
        baseline.Queries.ShouldAllBe(q => q.MeanMs > 0 && q.CallDeviationMs >= 0);
        baseline.Server.CommitsPerSecond.ShouldBeInRange(20, 400);
        baseline.Latencies.ShouldHaveSingleItem().P95Ms.ShouldNotBeNull();
        baseline.Latencies[0].Failed.ShouldBe(0);
        LatencyFile.Read(step.Run.Journal.Folder!).ShouldNotBeEmpty();
        File.GetUnixFileMode(Path.Combine(step.Run.Journal.Folder!, LatencyFile.FileName)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await step.UndoAsync()).ShouldBeNull();
    }

    [Theory]
    [InlineData("watch.for=0s", "nothing is watched afterwards")]
    [InlineData("watch.baseline=0s", "watch.baseline is 0")]
    public async Task Is_left_out_where_nothing_would_be_compared_with_it(string setting, string why)
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<RecordBaseline>(workspace, RunCommand.Migrate, "watch.for=1h", "watch.baseline=1s", setting);

        (await step.RunAgainAsync()).ShouldBeOfType<StepResult.Skipped>().Summary.ShouldBe(why);
        Directory.GetFiles(step.Run.Journal.Folder!, LatencyFile.FileName).ShouldBeEmpty();
    }

    [Fact]
    public async Task Says_why_there_are_no_queries_and_which_metric_was_not_answered()
    {
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        await using var step = await StepUnderTest.ReachAsync<RecordBaseline>(workspace, RunCommand.Migrate, "watch.for=1h", "watch.baseline=300ms", $"watch.prometheus=http://127.0.0.1:{FreePort.Find()}");

        var result = (await step.RunAsync()).ShouldBeOfType<StepResult.Done>();

        result.Summary.ShouldStartWith("no queries (the extension pg_stat_statements is not in this database)");
        step.By.Output.Text.ShouldContain("Prometheus: sum(pg_stat_activity_count): Connection refused");
    }
}
