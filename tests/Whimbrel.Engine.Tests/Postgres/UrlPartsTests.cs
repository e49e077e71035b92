using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Tests.Postgres;

public sealed class UrlPartsTests
{
    [Theory]
    [InlineData("postgresql://anna:s3%3Acr%2Fet@db.example:6000/shop", "anna", "s3:cr/et", "db.example", "6000", "shop")]
    [InlineData("postgres://anna@db/shop", "anna", null, "db", null, "shop")]
    [InlineData("POSTGRESQL://db", null, null, "db", null, null)]
    [InlineData("postgresql:///shop", null, null, null, null, "shop")]
    [InlineData("postgresql://", null, null, null, null, null)]
    [InlineData("postgresql://u%40corp:p@ss@h/d", "u@corp", "p@ss", "h", null, "d")]
    [InlineData("postgresql://u:a:b@h/d", "u", "a:b", "h", null, "d")]
    [InlineData("postgresql://u@%2Fvar%2Frun%2Fpostgresql:5433/d", "u", null, "/var/run/postgresql", "5433", "d")]
    [InlineData("postgresql://u@/d?host=/var/run/postgresql&port=5433", "u", null, "/var/run/postgresql", "5433", "d")]
    [InlineData("postgresql://u@[2001:db8::1]:5433/d", "u", null, "2001:db8::1", "5433", "d")]
    [InlineData("postgresql://[::1]/d", null, null, "::1", null, "d")]
    [InlineData("postgresql://h/a%22b%20%3Bc%C3%A9", null, null, "h", null, "a\"b ;cé")]
    [InlineData("postgresql://h/?user=u&password=p%26q&dbname=d", "u", "p&q", "h", null, "d")]
    [InlineData("postgresql://h/a+b", null, null, "h", null, "a+b")]
    public void Are_those_that_libpq_reads(string url, string? user, string? password, string? host, string? port, string? database)
    {
        var parts = UrlParts.Parse(url);

        (parts.User, parts.Password, parts.Host, parts.Port, parts.Database).ShouldBe((user, password, host, port, database));
    }

    [Fact]
    public void Take_the_last_of_a_parameter_that_is_given_twice() =>
        UrlParts.Parse("postgresql://h/d?sslmode=require&sslmode=disable").Parameters["sslmode"].ShouldBe("disable");

    [Fact]
    public void Refuse_several_hosts() =>
        Should.Throw<FormatException>(() => UrlParts.Parse("postgresql://a:1,b:2/d")).Message.ShouldStartWith("'database.url' names several hosts");
}
