using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Tests.Postgres;

public sealed class MigrationVersionTests
{
    [Fact]
    public void Orders_versions_as_numbers_of_any_length() =>
        new[] { "20240215", "10", "002", "20240215093000", "1", "99999999999999999999999999", "9" }.Order(MigrationVersion.Order)
            .ShouldBe(["1", "002", "9", "10", "20240215", "20240215093000", "99999999999999999999999999"]);

    [Theory]
    [InlineData("002", "2", true)]
    [InlineData("0", "000", true)]
    [InlineData("20240215", "20240215", true)]
    [InlineData("2", "20", false)]
    [InlineData("10", "01", false)]
    public void Takes_leading_zeros_for_nothing(string left, string right, bool areEqual) => MigrationVersion.AreEqual(left, right).ShouldBe(areEqual);
}
