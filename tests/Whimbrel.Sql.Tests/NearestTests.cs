namespace Whimbrel.Sql.Tests;

public sealed class NearestTests
{
    private static readonly string[] Known = ["requires", "downtime", "timeout", "migrate", "up"];

    [Theory]
    [InlineData("requiers", "requires")]
    [InlineData("timout", "timeout")]
    [InlineData("MIGRATE", "migrate")]
    [InlineData("downtme", "downtime")]
    public void Finds_the_word_that_was_meant(string word, string meant) => Nearest.Of(word, Known).ShouldBe(meant);

    [Theory]
    [InlineData("banana")]
    [InlineData("")]
    [InlineData("xyz")]
    public void Finds_nothing_where_nothing_is_near(string word) => Nearest.Of(word, Known).ShouldBeNull();
}
