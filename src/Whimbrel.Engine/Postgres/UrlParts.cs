namespace Whimbrel.Engine.Postgres;

/// <summary>The parts of <c>postgresql://user:password@host:port/database?parameter=value</c>, percent-decoded.</summary>
internal sealed record UrlParts
{
    private static readonly string[] _schemes = ["postgresql://", "postgres://"];

    public string? User { get; init; }

    public string? Password { get; init; }

    public string? Host { get; init; }

    public string? Port { get; init; }

    public string? Database { get; init; }

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public static UrlParts Parse(string url)
    {
        var rest = _schemes.Where(p => url.StartsWith(p, StringComparison.OrdinalIgnoreCase)).Select(p => url[p.Length..]).FirstOrDefault()
            ?? throw new FormatException("'database.url' must start with postgresql://");
        var (beforeQuery, query) = Split(rest, '?');
        var parameters = ParseQuery(query);
        var (authority, database) = Split(beforeQuery, '/');
        var at = authority.LastIndexOf('@');
        if (at < 0 && authority.Contains(':', StringComparison.Ordinal) && rest.Contains('@', StringComparison.Ordinal))
        {
            throw new FormatException("'database.url' has '/' or '?' before '@'; in a user's name and password write %2F for '/', %3F for '?' and %40 for '@'");
        }

        var (user, password) = at < 0 ? (null, null) : Split(authority[..at], ':');
        var (host, port) = SplitHost(authority[(at + 1)..]);
        if (authority[(at + 1)..].Contains(',', StringComparison.Ordinal))
        {
            throw new FormatException("'database.url' names several hosts; name the primary, the one server that is to be migrated");
        }

        return new UrlParts
        {
            User = Decode(user) ?? parameters.GetValueOrDefault("user"),
            Password = Decode(password) ?? parameters.GetValueOrDefault("password"),
            Host = Decode(host) ?? parameters.GetValueOrDefault("host"),
            Port = port ?? parameters.GetValueOrDefault("port"),
            Database = Decode(database) ?? parameters.GetValueOrDefault("dbname"),
            Parameters = parameters,
        };
    }

    private static Dictionary<string, string> ParseQuery(string? query) =>
        (query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => Split(p, '='))
            .GroupBy(p => Decode(p.Left)!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => Decode(g.Last().Right) ?? "", StringComparer.Ordinal);

    private static (string? Host, string? Port) SplitHost(string text)
    {
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            return end < 0 ? throw new FormatException("'database.url' has '[' without ']'") : (text[1..end], text[(end + 1)..] is [':', .. var port] ? port : null);
        }

        var (host, afterColon) = Split(text, ':');
        return (host.Length == 0 ? null : host, afterColon);
    }

    private static (string Left, string? Right) Split(string text, char separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, null);

    private static string? Decode(string? text) => string.IsNullOrEmpty(text) ? null : Uri.UnescapeDataString(text);
}
