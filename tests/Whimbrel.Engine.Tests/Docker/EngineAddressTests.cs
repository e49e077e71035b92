using System.Collections;
using Whimbrel.Engine.Docker;

namespace Whimbrel.Engine.Tests.Docker;

public sealed class EngineAddressTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("unix:///run/a b.sock", "unix:///run/a b.sock")]
    [InlineData("tcp://10.0.1.10:2376", "tcp://10.0.1.10:2376")]
    [InlineData("tcp://[::1]:2375", "tcp://[::1]:2375")]
    [InlineData("ssh://ops@10.0.1.10", "ssh://ops@10.0.1.10")]
    [InlineData("ssh://manager:2222", "ssh://manager:2222")]
    [InlineData("ssh://ops@manager/run/docker.sock", "ssh://ops@manager/run/docker.sock")]
    public void Are_understood(string text, string shown) => EngineAddress.Parse(text).ToString().ShouldBe(shown);

    [Theory]
    [InlineData("/var/run/docker.sock")]
    [InlineData("unix://docker.sock")]
    [InlineData("http://10.0.1.10")]
    [InlineData("ssh://-oProxyCommand=x")]
    [InlineData("ssh://-lx@host")]
    [InlineData("ssh://user:secret@host")]
    [InlineData("tcp://10.0.1.10:2375/path")]
    public void Are_refused_without_a_secret_in_the_words(string text) => Should.Throw<FormatException>(() => EngineAddress.Parse(text)).Message.ShouldNotContain("secret");

    [Fact]
    public void Come_from_the_setting_then_the_environment_then_the_context_then_the_usual_socket()
    {
        var environment = new Hashtable { ["DOCKER_CONFIG"] = _folder.Path };
        Find(null, environment).ShouldBe("unix:///var/run/docker.sock");
        WriteContext("prod", "ssh://ops@prod");
        _folder.Write("config.json", """{"currentContext":"prod"}""");
        Find(null, environment).ShouldBe("ssh://ops@prod");
        environment["DOCKER_CONTEXT"] = "default";
        Find(null, environment).ShouldBe("unix:///var/run/docker.sock");
        environment["DOCKER_HOST"] = "tcp://10.0.0.1:2375";
        Find(null, environment).ShouldBe("tcp://10.0.0.1:2375");
        Find("unix:///run/mine.sock", environment).ShouldBe("unix:///run/mine.sock");
    }

    [Fact]
    public void Take_the_TLS_files_of_DOCKER_CERT_PATH()
    {
        var ca = _folder.Write("ca.pem", "");
        var environment = new Hashtable { ["DOCKER_HOST"] = "tcp://10.0.0.1:2376", ["DOCKER_TLS_VERIFY"] = "1", ["DOCKER_CERT_PATH"] = _folder.Path };

        EngineAddress.Find(null, ["ssh"], environment).Tls.ShouldBe(new EngineTls(ca, null, null, IsVerified: true));
    }

    [Fact]
    public void Name_a_context_that_is_not_there() =>
        Should.Throw<OperatorException>(() => Find(null, new Hashtable { ["DOCKER_CONFIG"] = _folder.Path, ["DOCKER_CONTEXT"] = "gone" })).Message.ShouldContain("the docker context 'gone' names no engine");

    private static string Find(string? setting, Hashtable environment) => EngineAddress.Find(setting, ["ssh"], environment).ToString();

    private void WriteContext(string name, string host)
    {
        var id = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)));
        Directory.CreateDirectory(Path.Combine(_folder.Path, "contexts", "meta", id));
        File.WriteAllText(Path.Combine(_folder.Path, "contexts", "meta", id, "meta.json"), """{"Name":"NAME","Endpoints":{"docker":{"Host":"HOST","SkipTLSVerify":false}}}""".Replace("NAME", name, StringComparison.Ordinal).Replace("HOST", host, StringComparison.Ordinal));
    }
}
