using System.Globalization;

namespace Whimbrel.Testing;

/// <summary>nginx on a free port of this machine before an application that is a file: there while it runs, gone while it is stopped.</summary>
public sealed class ShopFront : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("whimbrel-shop-").FullName;
    private readonly int _port = FreePort.Find();
    private readonly HttpClient _client = new();
    private Started? _nginx;

    /// <summary>Directives of the site's own server block, and further blocks behind it.</summary>
    public string OfSite { get; private init; } = "";

    public string Behind { get; private init; } = "";

    public int Port => _port;

    public string Health => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/health");

    public string MaintenanceFile => Path.Combine(_folder, "conf.d", "maintenance.conf");

    /// <summary>How many replicas run; what the commands wrote.</summary>
    public string Replicas => File.Exists(Running) ? File.ReadAllText(Running).Trim() : "0";

    /// <summary>Every command that was given to the application, in order.</summary>
    public IReadOnlyList<string> Commands => File.Exists(Said) ? File.ReadAllLines(Said) : [];

    /// <summary>How Whimbrel is told of all this.</summary>
    public string[] Settings =>
    [
        $"application.health={Health}",
        $"application.proxy.maintenance_file={MaintenanceFile}",
        $"application.proxy.reload=[nginx, -p, {_folder}, -c, {Configuration}, -e, {_folder}/error.log, -s, reload]",
        $"application.commands.stop=[sh, {Script}, stop]",
        $"application.commands.start=[sh, {Script}, start, '{{replicas}}']",
        $"application.commands.replicas=[sh, {Script}, replicas]",
        "downtime.budget=20s",
        "downtime.keep_applications=[test]",
    ];

    private string Configuration => Path.Combine(_folder, "nginx.conf");

    private string Script => Path.Combine(_folder, "application.sh");

    private string Running => Path.Combine(_folder, "running");

    private string Said => Path.Combine(_folder, "said");

    public static async Task<ShopFront> OpenAsync(string ofSite = "", string behind = "")
    {
        var shop = new ShopFront { OfSite = ofSite, Behind = behind };
        await shop.StartAsync();
        return shop;
    }

    /// <summary>Lets the next start fail.</summary>
    public void Break() => File.WriteAllText(Path.Combine(_folder, "broken"), "");

    /// <summary>What the next start starts answers that it is not well; the one behind it is well again.</summary>
    public void SickenOnStart() => File.WriteAllText(Path.Combine(_folder, "sickening"), "");

    public void Mend() => File.Delete(Path.Combine(_folder, "broken"));

    public async Task<int> AskAsync()
    {
        using var answer = await GetAsync("/health");
        return (int)answer.StatusCode;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(new Uri(new Uri(Health), path));

    /// <summary>Appends to nginx's configuration without telling it.</summary>
    public void Spoil(string directive) => File.AppendAllText(Configuration, directive + "\n");

    /// <summary>A reload takes nginx a moment.</summary>
    public Task AnswersAsync(int status) => Eventually.IsTrueAsync(async () => await AskAsync() == status, $"{Health} answers {status}");

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _nginx?.Dispose();
        await Task.Yield();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync()
    {
        // nginx's workers are another user.
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        Directory.CreateDirectory(Path.Combine(_folder, "conf.d"));
        await File.WriteAllTextAsync(Running, "3\n");
        await File.WriteAllTextAsync(Script, $$"""
            echo "$1 $2" >>{{Said}}
            case "$1" in
              stop) rm -f {{Running}} ;;
              start) test ! -e {{_folder}}/broken || { echo 'no such image' >&2; exit 3; }; rm -f {{_folder}}/sick; test ! -e {{_folder}}/sickening || mv {{_folder}}/sickening {{_folder}}/sick; echo "$2" >{{Running}} ;;
              replicas) cat {{Running}} 2>/dev/null || echo 0 ;;
            esac
            """);
        await File.WriteAllTextAsync(Configuration, string.Create(CultureInfo.InvariantCulture, $$"""
            daemon off;
            worker_processes 1;
            pid {{_folder}}/nginx.pid;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path {{_folder}}/t1; proxy_temp_path {{_folder}}/t2; fastcgi_temp_path {{_folder}}/t3; uwsgi_temp_path {{_folder}}/t4; scgi_temp_path {{_folder}}/t5;
              include {{_folder}}/conf.d/*.conf;
              server {
                listen 127.0.0.1:{{_port}}; {{OfSite}}
                location / { if (!-f {{Running}}) { return 502; } if (-f {{_folder}}/sick) { return 500; } return 200; }
              }
              {{Behind}}
            }
            """));
        _nginx = Command.Start(["nginx", "-p", _folder, "-c", Configuration, "-e", Path.Combine(_folder, "error.log")]);
        await Eventually.IsTrueAsync(IsUpAsync, "nginx is up");
    }

    private async Task<bool> IsUpAsync()
    {
        try
        {
            return await AskAsync() == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
