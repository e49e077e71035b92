using Whimbrel.Engine.Docker;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Proxy;

/// <summary>The proxy's maintenance page: a configuration that it includes, the page beside it, and the reload. Whether it is on is whether the file is there.</summary>
public sealed class MaintenancePage
{
    private readonly ProxySettings _settings;
    private readonly string? _health;

    private MaintenancePage(ProxySettings settings, IProxy proxy, string? health) => (_settings, Proxy, _health) = (settings, proxy, health);

    public string File => _settings.MaintenanceFile!;

    public IProxy Proxy { get; }

    public bool IsOn => System.IO.File.Exists(File);

    /// <summary>What the proxy includes is <c>*.conf</c>: a page is not.</summary>
    private string Page => Path.ChangeExtension(File, ".html");

    /// <summary>Null where the configuration does not say how.</summary>
    internal static MaintenancePage? From(ApplicationSettings settings, Swarm swarm) => settings.Proxy switch
    {
        { MaintenanceFile: not null, Service: { } service } proxy => new MaintenancePage(proxy, new SwarmProxy(swarm, service), settings.Health),
        { MaintenanceFile: not null, Reload.Count: > 0 } proxy => new MaintenancePage(proxy, new CommandProxy(proxy), settings.Health),
        _ => null,
    };

    /// <summary>Looks whether it could be shown; changes nothing.</summary>
    /// <exception cref="OperatorException">When the proxy's configuration is broken already, another block would answer, or a file of the operator's cannot be read.</exception>
    public async Task AssertPossibleAsync(CancellationToken ct)
    {
        if (_settings.Except.Count > 0 && _settings.Upstream is null)
        {
            throw new OperatorException("application.proxy.except needs application.proxy.upstream; nothing was changed", "write where these paths go on to, for example http://app:8000.");
        }

        foreach (var own in new[] { _settings.Page, _settings.Configuration }.OfType<string>().Where(f => !System.IO.File.Exists(f)))
        {
            throw new OperatorException($"there is no file {own}; nothing was changed", "mend application.proxy.page and application.proxy.configuration.");
        }

        if (!IsOn && await Proxy.TestAsync(ct) is { } wrong)
        {
            throw new OperatorException($"the proxy's configuration is broken already, a reload would fail: {wrong}; nothing was changed", "mend it first, then run the same command.");
        }

        if (FolderAccess.WhyNotWritable(Path.GetDirectoryName(File)!) is { } why)
        {
            throw new OperatorException($"{File} cannot be written: {why}; nothing was changed", "make its folder writable for our user, or mend application.proxy.maintenance_file.");
        }

        if (!IsOn && new MaintenanceConfiguration(_settings, _health, await ReadExistingAsync(ct)).Clash() is { } clash)
        {
            throw clash;
        }
    }

    /// <summary>Writes the files, lets the proxy test them, and reloads it. What the proxy refuses is taken away again.</summary>
    public async Task ShowAsync(CancellationToken ct)
    {
        if (!IsOn)
        {
            var configuration = _settings.Configuration is { } own
                ? await System.IO.File.ReadAllTextAsync(own, ct)
                : new MaintenanceConfiguration(_settings, _health, await ReadExistingAsync(ct)).Write(Path.GetDirectoryName(Proxy.Inside(Page))!, Path.GetFileName(Page));
            await PutAsync(Page, _settings.Page is { } page ? await System.IO.File.ReadAllTextAsync(page, ct) : Ours(), ct);
            await PutAsync(File, configuration, ct);
        }

        await Proxy.SettleAsync(File, isThere: true, ct);
        if (await Proxy.TestAsync(ct) is { } wrong)
        {
            System.IO.File.Delete(File);
            Forget();
            throw new OperatorException($"the proxy does not take the maintenance page: {wrong}; it was removed again, the proxy serves as before", "mend application.proxy.configuration, or name one of your own there.", ExitCode.WentBack);
        }

        await Proxy.ReloadAsync(ct);
    }

    /// <summary>The page itself stays as long as an old worker may still show it: <see cref="Forget"/> removes it.</summary>
    public async Task HideAsync(CancellationToken ct)
    {
        System.IO.File.Delete(File);
        await Proxy.SettleAsync(File, isThere: false, ct);
        await Proxy.ReloadAsync(ct);
    }

    /// <summary>Removes what is left of it.</summary>
    public void Forget() => System.IO.File.Delete(Page);

    private async Task<NginxConfiguration?> ReadExistingAsync(CancellationToken ct) =>
        await Proxy.ReadConfigurationAsync(ct) is { } dump ? NginxConfiguration.Parse(dump) : null;

    /// <summary>The proxy's workers, another user, must be able to read it; it is there whole or not at all.</summary>
    private static async Task PutAsync(string path, string text, CancellationToken ct)
    {
        var partial = path + ".partial";
        await System.IO.File.WriteAllTextAsync(partial, text, ct);
        System.IO.File.SetUnixFileMode(partial, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        System.IO.File.Move(partial, path, overwrite: true);
    }

    private static string Ours()
    {
        using var resource = typeof(MaintenancePage).Assembly.GetManifestResourceStream("maintenance.html")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
