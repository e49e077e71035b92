using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Tests.Postgres;

public sealed class QualifiedNameTests
{
    [Theory]
    [InlineData("versions", "\"versions\"", "versions")]
    [InlineData("App.Versions", "\"App\".\"Versions\"", "App.Versions")]
    [InlineData("\"a.b\"", "\"a.b\"", "a.b")]
    [InlineData("\"my schema\".\"t\"\"x;\"", "\"my schema\".\"t\"\"x;\"", "my schema.t\"x;")]
    [InlineData("x; DROP TABLE users", "\"x; DROP TABLE users\"", "x; DROP TABLE users")]
    public void Is_read_with_and_without_quotes(string text, string quoted, string shown)
    {
        QualifiedName.TryParse(text, out var name).ShouldBeTrue();

        name.Quoted.ShouldBe(quoted);
        name.ToString().ShouldBe(shown);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.")]
    [InlineData(".a")]
    [InlineData("a.b.c")]
    [InlineData("\"a")]
    [InlineData("\"\"")]
    public void Is_refused_where_it_is_none(string text) => QualifiedName.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Is_refused_where_the_server_would_cut_it()
    {
        QualifiedName.TryParse(new string('x', 63), out _).ShouldBeTrue();
        QualifiedName.TryParse(new string('x', 64), out _).ShouldBeFalse();

        // The server counts bytes.
        QualifiedName.TryParse(new string('é', 32), out _).ShouldBeFalse();
    }
}
