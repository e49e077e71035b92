using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Proxy;

/// <summary>The proxy's maintenance configuration: a file that the proxy includes, and the operator's command that reloads it.</summary>
public sealed class MaintenancePage
{
    private readonly IReadOnlyList<string> _reload;

    private readonly string _listen;

    private MaintenancePage(string file, string listen, IReadOnlyList<string> reload)
    {
        File = file;
        _listen = listen;
        _reload = reload;
    }

    public string File { get; }

    /// <summary>Null where the configuration does not say how.</summary>
    public static MaintenancePage? From(ApplicationSettings settings) =>
        settings.MaintenanceFile is { } file && settings.ReloadProxy.Count > 0 ? new MaintenancePage(file, ListenAddress(settings.Health), settings.ReloadProxy) : null;

    public async Task ShowAsync(CancellationToken ct)
    {
        var partial = File + ".partial";
        await System.IO.File.WriteAllTextAsync(partial, Configuration(), ct);
        System.IO.File.Move(partial, File, overwrite: true);
        await ReloadAsync(ct);
    }

    public async Task HideAsync(CancellationToken ct)
    {
        System.IO.File.Delete(File);
        await ReloadAsync(ct);
    }

    /// <summary>nginx lets only a block on the very same address stand in for the site's: it is that of the health address.</summary>
    private static string ListenAddress(string? health)
    {
        var url = new Uri(health ?? "http://localhost/");
        return url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 ? $"{url.Host}:{url.Port}" : url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private string Configuration() => $$"""
        # Written by whimbrel for the time of a migration; it is removed again.
        server {
            listen {{_listen}} default_server;
            server_name _;
            location / {
                add_header Retry-After 60 always;
                return 503;
            }
        }

        """;

    private async Task ReloadAsync(CancellationToken ct)
    {
        var (exitCode, _, errors) = await ChildProcess.RunAsync(_reload, new Dictionary<string, string?>(StringComparer.Ordinal), TimeSpan.FromSeconds(30), ct);
        if (exitCode != 0)
        {
            throw new OperatorException($"'{string.Join(' ', _reload)}' ended with {exitCode}: {errors}", "run it by hand to see why.", ExitCode.WentBack);
        }
    }
}
