namespace Whimbrel.Engine.Settings;

/// <summary>Reads the keys of <c>application</c> and <c>downtime</c>.</summary>
internal static class ApplicationSettingsReader
{
    private const string Except = "application.proxy.except";

    public static ApplicationSettings Read(SettingsReader reader)
    {
        CheckUrl(reader, "application.health", reader.Text("application.health"));
        var endpoints = reader.List("application.endpoints");
        foreach (var endpoint in endpoints)
        {
            CheckUrl(reader, "application.endpoints", endpoint);
        }

        var (start, replicas) = (reader.List("application.commands.start"), reader.List("application.commands.replicas"));
        if (start.Any(a => a.Contains("{replicas}", StringComparison.Ordinal)) && replicas.Count == 0)
        {
            reader.Problems.Add($"{reader.Source("application.commands.start")}: '{{replicas}}' stands in application.commands.start, but application.commands.replicas does not say how many there are");
        }

        return new ApplicationSettings(reader.Text("application.health"), endpoints, reader.List("application.commands.stop"), start, replicas, ReadProxy(reader))
        {
            Services = [.. ReadServices(reader)],
        };
    }

    public static DowntimeSettings ReadDowntime(SettingsReader reader)
    {
        CheckUrl(reader, "downtime.probe", reader.Text("downtime.probe"));
        return new DowntimeSettings(
            reader.Time("downtime.budget", TimeSpan.FromMinutes(5)),
            reader.Time("downtime.for_work", TimeSpan.FromSeconds(5)),
            reader.Time("downtime.for_cancel", TimeSpan.FromSeconds(2)),
            reader.Time("downtime.for_start", TimeSpan.FromMinutes(2)),
            reader.Text("downtime.probe"),
            reader.List("downtime.keep_users"),
            reader.List("downtime.keep_applications"));
    }

    private static ProxySettings ReadProxy(SettingsReader reader)
    {
        var (except, upstream) = (reader.List(Except), reader.Text("application.proxy.upstream"));
        CheckUrl(reader, "application.proxy.upstream", upstream);
        foreach (var path in except.Where(p => !p.StartsWith('/') || p.Any(c => char.IsWhiteSpace(c) || c is ';' or '{' or '}' or '"' or '\'' or '\\' or '$' or '#')))
        {
            reader.Problems.Add($"{reader.Source(Except)}: '{Except}' has '{path}'; write a path such as /health");
        }

        return new ProxySettings(reader.OptionalLocation("application.proxy.maintenance_file"), reader.List("application.proxy.reload"))
        {
            Service = ReadService(reader, "application.proxy.service", reader.Text("application.proxy.service")),
            Test = reader.List("application.proxy.test"),
            Page = reader.OptionalLocation("application.proxy.page"),
            Configuration = reader.OptionalLocation("application.proxy.configuration"),
            Except = except,
            Upstream = upstream?.TrimEnd('/'),
        };
    }

    private static IEnumerable<string> ReadServices(SettingsReader reader) =>
        reader.List("application.services").Select(s => ReadService(reader, "application.services", s))
            .Append(ReadService(reader, "application.service", reader.Text("application.service"))).OfType<string>();

    private static string? ReadService(SettingsReader reader, string key, string? text)
    {
        const string Prefix = "swarm:";
        if (text is not null && (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length == Prefix.Length))
        {
            reader.Problems.Add($"{reader.Source(key)}: '{key}' is '{text}'; write swarm: and the service's whole name, as swarm:hosting_app");
        }

        return text is null ? null : text[Math.Min(text.Length, Prefix.Length)..];
    }

    private static void CheckUrl(SettingsReader reader, string key, string? url)
    {
        if (url is not null && !(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https"))
        {
            reader.Problems.Add($"{reader.Source(key)}: '{key}' has '{url}'; write an address such as http://localhost/health");
        }
    }
}
