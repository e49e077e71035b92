using System.Collections;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Tests.Postgres;

public sealed class ServerAddressTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Hashtable _environment = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Takes_what_the_url_leaves_out_from_the_variables()
    {
        (_environment["PGHOST"], _environment["PGPORT"], _environment["PGUSER"], _environment["PGDATABASE"], _environment["PGPASSWORD"], _environment["PGSSLMODE"]) = ("db", "6000", "anna", "shop", "pw", "require");

        var address = ServerAddress.Parse("postgresql://", _environment);

        (address.Host, address.Port, address.User, address.Database, address.Password, address.SslMode).ShouldBe(("db", 6000, "anna", "shop", "pw", "require"));
        ServerAddress.Parse(null, _environment).ShouldBe(address);
        ServerAddress.Parse("postgresql://bob:secret@here:7000/other?sslmode=disable", _environment)
            .ShouldBe(new ServerAddress("here", 7000, "other", "bob") { Password = "secret", SslMode = "disable" });
    }

    [Fact]
    public void Takes_an_empty_variable_for_none()
    {
        _environment["PGPORT"] = "";

        ServerAddress.Parse("postgresql://u@h/d", _environment).Port.ShouldBe(5432);
    }

    [Fact]
    public void Calls_the_database_after_the_user_where_nobody_names_it() =>
        ServerAddress.Parse("postgresql://anna@h", _environment).Database.ShouldBe("anna");

    [Theory]
    [InlineData("postgresql://u:tiger9@h:port/d")]
    [InlineData("postgresql://u:tiger9@h:0/d")]
    [InlineData("postgresql://u:tiger9@h:70000/d")]
    [InlineData("postgresql://u:tiger9@h/d?servicefile=x")]
    [InlineData("postgresql://u:tiger9@a,b/d")]
    [InlineData("postgresql://u:tiger9@[::1/d")]
    [InlineData("mysql://u:tiger9@h/d")]
    [InlineData("u:tiger9@h/d")]
    [InlineData("postgresql://u:tiger9/x@h/d")]
    [InlineData("postgresql://u:pa/tiger9@h/d")]
    [InlineData("postgresql://u:tiger9?x@h/d")]
    [InlineData("postgresql://u:pa?tiger9@h/d")]
    [InlineData("postgresql://u:pa?tiger9=x@h/d")]
    public void Refuses_a_url_without_repeating_its_password(string url)
    {
        var refused = Should.Throw<FormatException>(() => ServerAddress.Parse(url, _environment));

        refused.Message.ShouldNotContain("tiger9");
    }

    [Fact]
    public void Names_a_parameter_that_it_does_not_know() =>
        Should.Throw<FormatException>(() => ServerAddress.Parse("postgresql://u@h/d?target_session_attrs=any", _environment))
            .Message.ShouldBe("the parameter 'target_session_attrs' of 'database.url' is not supported; sslmode, sslrootcert, gssencmode, host, port, user and dbname are");

    [Theory]
    [InlineData("postgresql://u:p@h/d", true)]
    [InlineData("postgresql://u@h/d?password=p", true)]
    [InlineData("postgresql://u@h:5432/d", false)]
    [InlineData("postgresql://h:5432/d", false)]
    public void Knows_whether_a_url_carries_a_password(string url, bool has) => ServerAddress.HasPassword(url).ShouldBe(has);

    [Fact]
    public void Shows_no_password()
    {
        var address = ServerAddress.Parse("postgresql://u:tiger9@h/d", _environment);

        address.ToString().ShouldBe("d on h:5432");
        ServerErrors.CannotConnect(new TimeoutException("x"), address).ToString().ShouldNotContain("tiger9");
    }

    [Fact]
    public void Reads_the_password_file_to_its_line_end_and_over_the_url()
    {
        var file = _folder.Write("password", " pass word \r\n");

        (ServerAddress.Parse("postgresql://u:other@h/d", _environment) with { PasswordFile = file }).ReadPassword().ShouldBe(" pass word ");
    }

    [Fact]
    public void Says_which_password_file_cannot_be_read() =>
        Should.Throw<OperatorException>(() => (ServerAddress.Parse("postgresql://u@h/d", _environment) with { PasswordFile = _folder.File("none") }).ReadPassword())
            .Message.ShouldStartWith($"database.password_file {_folder.File("none")} cannot be read: ");

    [Fact]
    public void Gives_each_session_a_connection_of_its_own()
    {
        var builder = ServerAddress.Parse("postgresql://u:a;b='c@h/d%20e?sslmode=verify-full&sslrootcert=/ca.pem", _environment).ToConnectionString("whimbrel test");

        (builder.Host, builder.Username, builder.Password, builder.Database).ShouldBe(("h", "u", "a;b='c", "d e"));
        (builder.Pooling, builder.SslMode, builder.RootCertificate, builder.ApplicationName).ShouldBe((false, Npgsql.SslMode.VerifyFull, "/ca.pem", "whimbrel test"));
    }

    [Fact]
    public void Refuses_an_unknown_sslmode() =>
        Should.Throw<OperatorException>(() => ServerAddress.Parse("postgresql://u@h/d?sslmode=maybe", _environment).ToConnectionString("x"))
            .Message.ShouldBe("sslmode 'maybe' is not one of disable, allow, prefer, require, verify-ca, verify-full");
}
