using Whimbrel.Engine.Steps.Watch;

namespace Whimbrel.Engine.Tests.Steps;

public sealed class QueryJudgeTests
{
    private static readonly QueryFigures _before = new(10, 1, 1000, 2, 0.5, 0.2, 20, 1, 10);

    [Fact]
    public void Finds_a_query_that_works_more_at_once()
    {
        var found = Judge(_before, _before with { Calls = 50, MeanMs = 8, Blocks = 400, Windows = 1 }).ShouldHaveSingleItem();

        (found.IsSure, found.WorksMore).ShouldBe((true, true));
        found.ToFinding("SELECT *\n  FROM orders").Message.ShouldStartWith("SELECT * FROM orders: 2.0 ms a call to 8.0 ms, 20 blocks a call to 400 (1,000 calls before, 50 since; the baseline's own spread is 0.20 ms between its windows; sure to ");
        found.ToFinding(null).Name.ShouldBe("queryid 1");
    }

    [Theory]
    [InlineData(8, 25)]
    [InlineData(2.1, 400)]
    public void Takes_neither_time_nor_work_alone_for_more_work(double ms, double blocks) =>
        Judge(_before, _before with { Calls = 50, MeanMs = ms, Blocks = blocks, Windows = 1 }).ShouldAllBe(d => !d.WorksMore);

    [Fact]
    public void Wants_time_alone_to_stand_out_twice()
    {
        var slow = _before with { Calls = 50, MeanMs = 9 };

        Judge(_before, slow with { Windows = 1 }).ShouldHaveSingleItem().IsSure.ShouldBeFalse();
        Judge(_before, slow with { Windows = 2 }, newest: slow with { Windows = 1 }).ShouldHaveSingleItem().IsSure.ShouldBeTrue();
        Judge(_before, slow with { Windows = 2 }, newest: _before with { Windows = 1 }).ShouldHaveSingleItem().IsSure.ShouldBeFalse();
    }

    [Fact]
    public void Does_not_blame_the_migration_for_a_machine_that_became_slow()
    {
        var before = Enumerable.Range(1, 6).Select(n => _before with { Query = n }).ToList();
        var after = before.Select(q => q with { MeanMs = 9, Windows = 2 }).ToList();

        QueryJudge.Compare(before, after, 60, key => after.Single(q => q.Key == key)).ShouldBeEmpty();
    }

    [Fact]
    public void Asks_for_more_the_more_the_baseline_itself_swayed() =>
        Judge(_before with { WindowDeviationMs = 4 }, _before with { Calls = 50, MeanMs = 9, Windows = 2 }).ShouldBeEmpty();

    [Fact]
    public void Says_nothing_of_four_calls_or_of_what_nobody_feels()
    {
        Judge(_before, _before with { Calls = 4, MeanMs = 900, Blocks = 90_000 }).ShouldBeEmpty();
        Judge(_before, _before with { Calls = 5, MeanMs = 12, Blocks = 90_000 }, seconds: 60).ShouldBeEmpty();
    }

    [Fact]
    public void Compares_a_query_that_the_baseline_did_not_see_with_all_its_calls_before_and_asks_for_more()
    {
        var rare = _before with { Windows = 0, AllMeanMs = 2, AllBlocks = 20 };

        Judge(rare, _before with { Calls = 5, MeanMs = 300, Blocks = 9000, Windows = 3 }).ShouldHaveSingleItem().IsSure.ShouldBeTrue();
        Judge(rare, _before with { Calls = 5, MeanMs = 300, Blocks = 200, Windows = 3 }).ShouldBeEmpty();
    }

    [Fact]
    public void Takes_what_came_between_two_looks_and_nothing_where_the_counting_began_anew()
    {
        var key = new QueryKey(10, 1);
        var tally = new QueryTally();
        tally.Add(Counts(100, 200));
        tally.Add(Counts(110, 250));
        tally.Add(Counts(2, 9));
        tally.Add(Counts(4, 19));

        var figures = tally.Figures().ShouldHaveSingleItem();
        (figures.Calls, figures.MeanMs, figures.Windows).ShouldBe((12, 5, 2));
        tally.Newest(key)!.MeanMs.ShouldBe(5);

        Dictionary<QueryKey, QueryCount> Counts(long calls, double ms) => new() { [key] = new QueryCount(calls, ms, ms * ms / calls, calls * 3) };
    }

    private static IReadOnlyList<QueryDifference> Judge(QueryFigures before, QueryFigures after, double seconds = 10, QueryFigures? newest = null) =>
        QueryJudge.Compare([before], [after], seconds, _ => newest ?? after);
}
