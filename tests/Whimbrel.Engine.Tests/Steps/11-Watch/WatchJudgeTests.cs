using Whimbrel.Engine.Application;
using Whimbrel.Engine.Steps.Watch;

namespace Whimbrel.Engine.Tests.Steps;

public sealed class WatchJudgeTests
{
    private const string Url = "http://localhost/health";

    private static readonly DateTimeOffset _at = new Clock().Now;
    private static readonly ServerRates _quiet = new(10, 1000, 2, 0, 0, 0.99, 0, 0, null, new Dictionary<string, long>(StringComparer.Ordinal));
    private static readonly Baseline _baseline = new(_at, 10, [], null, [new LatencyFigures(Url, 50, 0, 8, 12, 1, 14)], _quiet, []);

    private readonly WatchJudge _judge = new();
    private int _looks;

    [Fact]
    public void Finds_answers_that_became_slow_when_the_next_look_finds_them_too()
    {
        Look(Answers(90));
        _judge.Verdict.ShouldBeNull();
        _judge.Findings.ShouldHaveSingleItem().Severity.ShouldBe("note");

        Look(Answers(95));
        _judge.Verdict!.Message.ShouldBe($"{Url}: p95 12 ms to 95 ms (p50 8 to 95 ms; the baseline's seconds lay 1 ms from each other)");
    }

    [Fact]
    public void Forgets_one_bad_look()
    {
        Look(Answers(90));
        Look(Answers(13));
        Look(Answers(90));
        Look(Answers(13));

        _judge.Verdict.ShouldBeNull();
    }

    [Fact]
    public void Takes_requests_that_all_fail_for_broken_and_some_for_degraded()
    {
        Look(Answers(10, failed: 1));
        Look(Answers(10, failed: 1));
        _judge.Verdict!.Severity.ShouldBe("degraded");

        Look(Answers(null, failed: 5));
        Look(Answers(null, failed: 5));
        _judge.Verdict!.Message.ShouldBe($"{Url}: 50 of 50 requests failed, before 0 of 50");
        _judge.Verdict!.Severity.ShouldBe("broken");
    }

    [Fact]
    public void Finds_transactions_that_are_rolled_back_more_often_than_chance_explains()
    {
        Look([]);
        Look([], rollbacks: 300);
        Look([], rollbacks: 600);

        _judge.Verdict!.Message.ShouldStartWith("300 of 1300 transactions were rolled back in 10 s, before 2 of 1002 in 10 s");
    }

    [Fact]
    public void Keeps_deadlocks_and_a_cold_cache_as_notes()
    {
        Look([]);
        Look([], deadlocks: 1);
        Look([], deadlocks: 2, blocksRead: 9_000_000);
        Look([], deadlocks: 2, blocksRead: 18_000_000);

        _judge.Verdict.ShouldBeNull();
        _judge.Findings.Select(f => f.About).ShouldBe(["deadlocks", "cache"]);
    }

    [Theory]
    [InlineData(0, 300, 12, 10, true)]
    [InlineData(0, 300, 3, 10, false)]
    [InlineData(300, 300, 12, 10, false)]
    [InlineData(300, 300, 60, 10, true)]
    [InlineData(1000, 10, 1100, 10, false)]
    public void Counts_events_as_chance_does(long before, double secondsBefore, long now, double secondsNow, bool rises) =>
        ServerJudge.Rises(before, secondsBefore, now, secondsNow).ShouldBe(rises);

    [Fact]
    public void Draws_what_goes_on()
    {
        WatchLine.Sparkline([0, 1, null, 7.9, 8]).ShouldBe("▁▂ ██");
        WatchLine.Sparkline([]).ShouldBe("");
    }

    private void Look(IReadOnlyList<LatencySecond> answers, long rollbacks = 0, long deadlocks = 0, long blocksRead = 0)
    {
        var at = _at.AddSeconds(10 * ++_looks);
        var counters = new ServerCounters(5, 100, 0, 0, deadlocks, 0.9, 1000 * _looks, rollbacks, 1_000_000 * _looks, blocksRead, 0, 0, null);
        var look = new ServerLook(at, counters, new Dictionary<QueryKey, QueryCount>(), null, new Dictionary<string, long>(StringComparer.Ordinal));
        _judge.Look(_baseline, look, [.. answers.Select((a, n) => a with { At = at.AddSeconds(n - 9) })], []);
    }

    private static IReadOnlyList<LatencySecond> Answers(double? ms, int failed = 0) => [.. Enumerable.Range(0, 10).Select(_ => new LatencySecond(_at, Url, 5, failed, ms, ms, ms))];
}
