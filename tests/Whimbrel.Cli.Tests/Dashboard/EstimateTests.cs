using Whimbrel.Cli.Dashboard;

namespace Whimbrel.Cli.Tests.Dashboard;

public sealed class EstimateTests
{
    private static readonly DateTimeOffset _began = new(2026, 3, 14, 22, 0, 0, TimeSpan.Zero);

    private readonly Estimate _estimate = new();

    [Fact]
    public void Says_nothing_before_there_is_a_rate()
    {
        After(0, null).ShouldBeNull();
        After(1, 0.1).ShouldBeNull();
        After(1.5, 0.2).ShouldBeNull();
        After(3, 0.1).ShouldBeNull("it began anew");
    }

    [Fact]
    public void Follows_from_the_last_half_minute()
    {
        After(0, 0);
        After(10, 0.5)!.Value.ShouldBe(10, 0.001);

        // From here on it takes ten times as long.
        After(20, 0.55);
        After(30, 0.6);
        After(40, 0.65);
        After(50, 0.7)!.Value.ShouldBe(60, 0.001);
    }

    [Fact]
    public void Each_has_its_own()
    {
        After(0, 0);
        _estimate.LeftSeconds("another", 0, _began);
        After(10, 0.5)!.Value.ShouldBe(10, 0.001);

        _estimate.LeftSeconds("another", 0.25, _began.AddSeconds(10))!.Value.ShouldBe(30, 0.001);
    }

    [Fact]
    public void What_stands_still_has_no_end()
    {
        After(0, 0.5);

        After(20, 0.5).ShouldBeNull();
    }

    private double? After(double seconds, double? share) => _estimate.LeftSeconds("a dump", share, _began.AddSeconds(seconds));
}
