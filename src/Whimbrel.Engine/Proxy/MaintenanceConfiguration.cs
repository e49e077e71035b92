using System.Text;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Proxy;

/// <summary>Writes nginx's <c>server</c> block that answers 503, so that it and no other answers; or says why it would not.</summary>
internal sealed class MaintenanceConfiguration(ProxySettings settings, string? health, NginxConfiguration? existing)
{
    /// <summary>Why another block would answer in its place; null when none would.</summary>
    public OperatorException? Clash()
    {
        if (settings.Configuration is not null || existing is null)
        {
            return null;
        }

        var others = existing.Servers.Where(s => s.File != settings.MaintenanceFile && Path.GetFileName(s.File) != Path.GetFileName(settings.MaintenanceFile)).ToList();
        if (others.Find(s => s.Listens.Any(l => !IsTls(l) && l.Contains("default_server", StringComparer.Ordinal))) is { } other)
        {
            return new OperatorException(
                $"{other} is the default_server already: nginx takes no second one on that address; nothing was changed",
                "take default_server away there, or name a whole configuration of your own in application.proxy.configuration.");
        }

        var host = health is null ? null : new Uri(health).Host;
        return others.Find(s => host is not null && s.Names.Contains(host, StringComparer.OrdinalIgnoreCase)) is { } named
            ? new OperatorException(
                $"requests to {host} are answered by {named} by its server_name: the maintenance page would not be seen; nothing was changed",
                "name a whole configuration of your own in application.proxy.configuration, with that server_name in a file that nginx reads first.")
            : null;
    }

    /// <param name="folder">Where the page is, as the proxy sees it.</param>
    /// <param name="page">The page's file name.</param>
    public string Write(string folder, string page)
    {
        var text = new StringBuilder("# Written by whimbrel for the time of a migration; it is removed again.\nserver {\n");
        foreach (var listen in Listens())
        {
            text.Append("    listen ").Append(listen).Append(" default_server;\n");
        }

        text.Append("    server_name _;\n    root ").Append(Quoted(folder)).Append(";\n");
        if (settings.Except.Count > 0 && existing is { HasResolver: false })
        {
            text.Append("    resolver 127.0.0.11 valid=1s;\n");
        }

        foreach (var path in settings.Except)
        {
            text.Append("    location = ").Append(path).Append(" { set $whimbrel_upstream ").Append(Quoted(settings.Upstream!)).Append("; proxy_pass $whimbrel_upstream; }\n");
        }

        return text.Append("    location / { return 503; }\n    error_page 503 @maintenance;\n    location @maintenance {\n        rewrite ^ /").Append(page)
            .Append(" break;\n        default_type text/html;\n        add_header Retry-After 60 always;\n        add_header Cache-Control no-store always;\n    }\n}\n").ToString();
    }

    /// <summary>Every address on which a site is served without TLS; where the proxy cannot be asked, that of the health address.</summary>
    private IReadOnlyList<string> Listens()
    {
        var known = existing?.Servers.Where(s => Path.GetFileName(s.File) != Path.GetFileName(settings.MaintenanceFile)).SelectMany(s => s.Listens).Where(l => !IsTls(l)).Select(l => l[0]).Distinct(StringComparer.Ordinal).ToList();
        if (known is { Count: > 0 })
        {
            return known;
        }

        var url = new Uri(health ?? "http://localhost/");
        return [url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 ? $"{url.Host}:{url.Port}" : url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)];
    }

    private static bool IsTls(IReadOnlyList<string> listen) => listen.Contains("ssl", StringComparer.Ordinal) || listen.Contains("quic", StringComparer.Ordinal);

    private static string Quoted(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("$", "\\$", StringComparison.Ordinal) + "\"";
}
