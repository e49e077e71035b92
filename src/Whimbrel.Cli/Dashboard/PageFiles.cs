using Microsoft.AspNetCore.Http;

namespace Whimbrel.Cli.Dashboard;

/// <summary>The page's own files and the chart library, out of the program itself: no path of a request reaches a disk.</summary>
internal static class PageFiles
{
    private const string Prefix = "page/";

    /// <summary>Each file's address.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(PageFiles).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Select(n => n[Prefix.Length..])];

    /// <summary>Serves one of them.</summary>
    public static RequestDelegate Serve(string name)
    {
        using var resource = typeof(PageFiles).Assembly.GetManifestResourceStream(Prefix + name)!;
        using var copy = new MemoryStream();
        resource.CopyTo(copy);
        var bytes = copy.ToArray();
        var type = Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "text/javascript; charset=utf-8",
        };
        return async http =>
        {
            (http.Response.ContentType, http.Response.ContentLength) = (type, bytes.Length);
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
        };
    }
}
