using Whimbrel.Engine.Application;

namespace Whimbrel.Engine.Tests.Application;

public sealed class LogCountTests
{
    [Theory]
    [InlineData("2026-02-15 23:00:01 ERROR:  relation \"users\" does not exist", 0, 1, 0)]
    [InlineData("2026/02/15 23:00:01 [error] 30#30: *1 connect() failed", 0, 1, 0)]
    [InlineData("fail: Hosting.Application[0]", 0, 1, 0)]
    [InlineData("crit: Hosting.Application[0]", 1, 0, 0)]
    [InlineData("{\"level\":\"fatal\",\"msg\":\"an error\"}", 1, 0, 0)]
    [InlineData("{\"level\":50,\"msg\":\"no\"}", 0, 1, 0)]
    [InlineData("{\"level\": 40}", 0, 0, 1)]
    [InlineData("warn: 3 errors before", 0, 0, 1)]
    [InlineData("System.InvalidOperationException: no", 0, 0, 0)]
    [InlineData("GET /terrors 200", 0, 0, 0)]
    public void Counts_a_line_by_the_first_word_that_is_a_level(string line, int fatal, int errors, int warnings)
    {
        var count = new LogCount("hosting_app", 0, 0, 0, null).With(line);

        (count.Fatal, count.Errors, count.Warnings).ShouldBe((fatal, errors, warnings));
        count.Last.ShouldBe(fatal + errors > 0 ? line : null);
    }

    [Fact]
    public void Says_how_many()
    {
        new LogCount("hosting_app", 0, 1, 0, null).ToString().ShouldBe("hosting_app 1 error, 0 warnings");
        new LogCount("hosting_app", 1, 2, 1, null).ToString().ShouldBe("hosting_app 3 errors (1 fatal), 1 warning");
    }

    [Fact]
    public void Keeps_of_a_long_line_its_beginning() => new LogCount("hosting_app", 0, 0, 0, null).With("error " + new string('x', 5000)).Last!.Length.ShouldBe(201);
}
