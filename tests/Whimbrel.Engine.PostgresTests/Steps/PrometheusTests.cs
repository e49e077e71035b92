using System.Globalization;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Watch;

namespace Whimbrel.Engine.PostgresTests.Steps;

public sealed class PrometheusTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("whimbrel-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Asks_by_user_and_password_and_tells_what_each_query_yields()
    {
        await using var server = await PrometheusServer.StartAsync();
        var soon = (DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 3).ToString(CultureInfo.InvariantCulture);
        var settings = Settings(server.Url, ["vector(3) + vector(4)", "42", "up", "sum(", "vector(1) / 0"], [$"vector(time()) > {soon}"]) with { User = PrometheusServer.User, PasswordFile = Write("password", PrometheusServer.Password + "\n") };

        var before = await Prometheus.AskAllAsync(settings, CancellationToken.None);

        before.Select(m => (m.Series, m.Value)).ShouldBe([(1, 7), (1, 42), (0, null), (0, null), (1, double.PositiveInfinity), (0, null)]);
        before[3].WhyNot!.ShouldContain("parse error");
        before.Count(m => m.WhyNot is not null).ShouldBe(1);
        IReadOnlyList<MetricFigures> now = [];
        await Eventually.IsTrueAsync(async () => (now = await Prometheus.AskAllAsync(settings, CancellationToken.None))[^1].Series > 0, "the alarm fires");
        var found = Prometheus.Compare(before, now).ToList();
        found.Select(f => f.Severity).ShouldBe(["note", "degraded"]);
        found[1].Message.ShouldStartWith($"the alarm vector(time()) > {soon} was silent before the migration and is not any more (1 series, ");
    }

    [Fact]
    public async Task Asks_by_a_token()
    {
        await using var server = await PrometheusServer.StartAsync();
        var port = FreePort.Find();
        await using var guard = await ShopFront.OpenAsync(behind: $$"""
            server {
              listen 127.0.0.1:{{port}};
              location /prefix/ {
                if ($http_authorization != "Bearer t0ken") { return 401; }
                proxy_set_header Authorization "Basic {{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{PrometheusServer.User}:{PrometheusServer.Password}"))}}";
                proxy_pass {{server.Url}}/;
              }
            }
            """);
        var settings = Settings($"http://127.0.0.1:{port}/prefix/", ["vector(3)"], []);

        var refused = await Prometheus.AskAllAsync(settings, CancellationToken.None);
        var answered = await Prometheus.AskAllAsync(settings with { TokenFile = Write("token", "t0ken\n") }, CancellationToken.None);

        refused.ShouldHaveSingleItem().WhyNot.ShouldBe("127.0.0.1 answered 401: see watch.prometheus_user, watch.prometheus_password_file and watch.prometheus_token_file");
        answered.ShouldHaveSingleItem().Value.ShouldBe(3);
    }

    [Fact]
    public async Task Waits_once_for_a_server_that_is_not_there_and_fails_nothing()
    {
        var figures = await Prometheus.AskAllAsync(Settings($"http://127.0.0.1:{FreePort.Find()}", ["up", "sum(up)"], ["up == 0"]), CancellationToken.None);

        figures.ShouldHaveSingleItem().WhyNot!.ShouldContain("Connection refused");
        Prometheus.Compare([], figures).ShouldHaveSingleItem().Severity.ShouldBe("note");
    }

    [Fact]
    public async Task Says_which_file_is_missing()
    {
        await using var server = await PrometheusServer.StartAsync();

        var figures = await Prometheus.AskAllAsync(Settings(server.Url, ["up"], []) with { TokenFile = Path.Combine(_folder, "none") }, CancellationToken.None);

        figures.ShouldHaveSingleItem().WhyNot!.ShouldContain(Path.Combine(_folder, "none"));
    }

    private static PrometheusSettings Settings(string url, IReadOnlyList<string> queries, IReadOnlyList<string> alarms) => new(new Uri(url.TrimEnd('/') + "/"), queries, alarms, null, null, null);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
