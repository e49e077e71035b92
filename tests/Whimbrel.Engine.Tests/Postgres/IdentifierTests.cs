using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Tests.Postgres;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData("users", "\"users\"")]
    [InlineData("Users; --", "\"Users; --\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("", "\"\"")]
    public void Is_quoted_whatever_stands_in_it(string name, string quoted) => Identifier.Quote(name).ShouldBe(quoted);
}
