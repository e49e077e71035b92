using System.Globalization;

namespace Whimbrel.Testing;

/// <summary>A Prometheus of the test's own, on a free port, which asks for a user and a password.</summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    public const string User = "anna";
    public const string Password = "pass word";

    private readonly string _folder = Directory.CreateTempSubdirectory("whimbrel-prometheus-").FullName;
    private Started? _server;

    public int Port { get; } = FreePort.Find();

    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}");

    public static async Task<PrometheusServer> StartAsync()
    {
        var prometheus = new PrometheusServer();
        await File.WriteAllTextAsync(Path.Combine(prometheus._folder, "prometheus.yml"), "global: { scrape_interval: 1h }\n");
        await File.WriteAllTextAsync(Path.Combine(prometheus._folder, "web.yml"), $"basic_auth_users: {{ {User}: '$2y$04$PWdc7ihVW4eOzYpjISqsc.9PotrdiH0BDGWwgz34SzSpSFDn/4nmK' }}\n");
        prometheus._server = Command.Start([
            "prometheus", "--config.file=" + Path.Combine(prometheus._folder, "prometheus.yml"), "--web.config.file=" + Path.Combine(prometheus._folder, "web.yml"),
            "--storage.tsdb.path=" + Path.Combine(prometheus._folder, "data"), $"--web.listen-address=127.0.0.1:{prometheus.Port}"]);
        using var client = new HttpClient();
        await Eventually.IsTrueAsync(() => AnswersAsync(client, prometheus.Url), "Prometheus is up");
        return prometheus;
    }

    public async ValueTask DisposeAsync()
    {
        _server?.Dispose();
        await Task.Yield();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<bool> AnswersAsync(HttpClient client, string url)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(url + "/-/ready"));
            return answer.StatusCode == System.Net.HttpStatusCode.Unauthorized;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
