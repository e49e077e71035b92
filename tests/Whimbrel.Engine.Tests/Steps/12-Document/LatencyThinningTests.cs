using Whimbrel.Engine.Application;
using Whimbrel.Engine.Steps.Document.Report;

namespace Whimbrel.Engine.Tests.Steps;

public sealed class LatencyThinningTests
{
    private static readonly DateTimeOffset _begin = new Clock().Now;

    [Fact]
    public void Keeps_the_maximum_of_each_stretch_at_its_own_time()
    {
        var seconds = Enumerable.Range(0, 3600).Select(n => Second(n, maxMs: n == 1234 ? 5000 : n == 3599 ? 4000 : 10)).ToList();

        var points = LatencyThinning.Thin(new LatencyPeriod("after", _begin, _begin.AddSeconds(3600), seconds), 100);

        points.Count.ShouldBe(100);
        points.Single(p => p.MaxMs == 5000).At.ShouldBe(_begin.AddSeconds(1234));
        points.Single(p => p.MaxMs == 4000).At.ShouldBe(_begin.AddSeconds(3599));
        points.ShouldAllBe(p => p.TypicalMs == 5);
    }

    [Fact]
    public void Leaves_few_seconds_as_they_are() =>
        LatencyThinning.Thin(new LatencyPeriod("before", _begin, _begin.AddSeconds(3), [Second(0, 1), Second(1, 2), Second(2, 3)]), 3).Select(p => p.MaxMs).ShouldBe([1, 2, 3]);

    [Fact]
    public void Keeps_every_failure_and_joins_neighbours()
    {
        var seconds = new[] { Second(0, 1), Second(10, 1, failed: 2), Second(11, 1, failed: 10), Second(12, 1), Second(600, 1, failed: 1) };

        LatencyThinning.Failures(seconds, TimeSpan.FromSeconds(1)).ShouldBe([new FailedStretch(_begin.AddSeconds(10), _begin.AddSeconds(12), 12, 20), new FailedStretch(_begin.AddSeconds(600), _begin.AddSeconds(601), 1, 10)]);
    }

    [Fact]
    public void Divides_the_run_by_what_it_did()
    {
        using var story = Story.OfMigration(Given.Facts).Watched().Ended("done", ExitCode.Done);
        var seconds = Enumerable.Range(0, 3600).Select(n => Second(n, maxMs: 10)).ToList();

        var periods = LatencyPeriod.Of(story.Record, seconds);

        // The scripts ran for 2.4 s: some seconds around them make ten.
        periods.Select(p => p.Name).ShouldBe(["during", "after"]);
        (periods[0].To - periods[0].From).TotalSeconds.ShouldBeInRange(9, 10);
        periods.Sum(p => p.Seconds.Count).ShouldBe(3600);
        (periods[1].TypicalMs, periods[1].Failed, periods[1].Slowest!.MaxMs).ShouldBe((5, 0, 10));
    }

    [Fact]
    public void A_run_that_did_nothing_to_the_database_is_one_time()
    {
        using var story = new Story(Given.Facts).Step("AssessDatabase", "assess", 5, "").Ended("went back", ExitCode.Refused, "why");

        LatencyPeriod.Of(story.Record, [Second(0, 1), Second(4, 1)]).ShouldHaveSingleItem().Name.ShouldBe("the whole run");
    }

    private static LatencySecond Second(int second, double maxMs, int failed = 0) => new(_begin.AddSeconds(second), "http://localhost/health", 10, failed, 5, 9, maxMs);
}
