using System.Collections.Concurrent;
using System.Reflection;

namespace Whimbrel.Engine.Postgres;

/// <summary>The embedded <c>.sql</c> files, by file name; a second file <c>name_pgNN.sql</c> is for servers of that major and later.</summary>
public static class CatalogQuery
{
    private static readonly Assembly _assembly = typeof(CatalogQuery).Assembly;
    private static readonly ConcurrentDictionary<string, string?> _texts = new(StringComparer.Ordinal);

    /// <summary>Every query's name, without <c>.sql</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. _assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)).Select(n => n[..^4]).Order(StringComparer.Ordinal)];

    /// <summary>The text for a server; <c>name_pg17.sql</c> is for 17 and later.</summary>
    public static string Text(string name, int serverMajor)
    {
        for (var major = serverMajor; major > 14; major--)
        {
            if (Find($"{name}_pg{major}") is { } newer)
            {
                return newer;
            }
        }

        return Find(name) ?? throw new InvalidOperationException($"there is no catalogue query {name}.sql");
    }

    private static string? Find(string name) => _texts.GetOrAdd(name, static key =>
    {
        using var stream = _assembly.GetManifestResourceStream(key + ".sql");
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });
}
