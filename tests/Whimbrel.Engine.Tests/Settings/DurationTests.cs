using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Tests.Settings;

public sealed class DurationTests
{
    [Theory]
    [InlineData("100ms", 100)]
    [InlineData("1.5s", 1500)]
    [InlineData(" 30 s ", 30_000)]
    [InlineData("10min", 600_000)]
    [InlineData("5m", 300_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("2d", 172_800_000)]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    public void Reads_a_number_with_a_unit(string text, double milliseconds)
    {
        Duration.TryParse(text, out var value).ShouldBeTrue();
        value.TotalMilliseconds.ShouldBe(milliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1,5s")]
    [InlineData("1 hour")]
    [InlineData("NaNs")]
    [InlineData("Infinitys")]
    [InlineData("1e3s")]
    [InlineData("367d")]
    [InlineData("99999999999999999999h")]
    public void Refuses_what_is_no_duration(string text) => Duration.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(99, "99 ms")]
    [InlineData(100, "0.1 s")]
    [InlineData(9_940, "9.9 s")]
    [InlineData(59_000, "59 s")]
    [InlineData(60_000, "1 min")]
    [InlineData(200_000, "3 min 20 s")]
    [InlineData(3_600_000, "1 h")]
    [InlineData(3_900_000, "1 h 5 min")]
    [InlineData(90_000_000, "25 h")]
    [InlineData(99.6, "0.1 s")]
    [InlineData(9_960, "10 s")]
    [InlineData(59_700, "1 min")]
    public void Says_it_for_people(double milliseconds, string said) => Duration.Say(TimeSpan.FromMilliseconds(milliseconds)).ShouldBe(said);

    [Theory]
    [InlineData(0.04, "0.0 ms")]
    [InlineData(0.4, "0.4 ms")]
    [InlineData(9.94, "9.9 ms")]
    [InlineData(12, "12 ms")]
    [InlineData(2_000, "2.0 s")]
    public void Says_a_moment_with_a_digit_more(double milliseconds, string said) => Duration.SayMs(milliseconds).ShouldBe(said);
}
