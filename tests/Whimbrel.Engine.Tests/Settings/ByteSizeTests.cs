using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Tests.Settings;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 kB")]
    [InlineData(12_902_400, "12.3 MB")]
    [InlineData(104_857_600, "100 MB")]
    [InlineData(1_099_511_627_776, "1.0 TB")]
    [InlineData(long.MaxValue, "8192 PB")]
    public void Says_it_for_people(long bytes, string said) => ByteSize.Say(bytes).ShouldBe(said);
}
