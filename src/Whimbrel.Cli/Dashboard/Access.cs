using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Whimbrel.Cli.Dashboard;

/// <summary>
/// Who may see the page: who has the token of the printed address. It is exchanged for a cookie and is gone from the address bar. Nobody else's page
/// can ask in a browser's name: Host and Origin must be ours.
/// </summary>
/// <param name="names">What Host may say beside addresses of this machine.</param>
internal sealed class Access(IReadOnlyList<string> names, bool isSecure)
{
    /// <summary>A page of another origin cannot set it without being asked about first.</summary>
    private const string OwnHeader = "X-Whimbrel";

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    private const string Closed =
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\"><title>Whimbrel</title></head>"
        + "<body><main><h1>This dashboard needs its token</h1><p>Open the whole address that <code>whimbrel dashboard</code> printed in its terminal. Each start has a new one.</p>"
        + "<p><a href=\"/\">Try again</a></p></main></body></html>";

    private readonly string _session = NewSecret();

    /// <summary>What the printed address ends with.</summary>
    public string Token { get; } = NewSecret();

    public async Task CheckAsync(HttpContext http, RequestDelegate next)
    {
        Protect(http.Response.Headers);
        if (!IsOurHost(http))
        {
            await RefuseAsync(http, StatusCodes.Status421MisdirectedRequest, "This dashboard is not that host.");
        }
        else if (!IsOurOrigin(http.Request))
        {
            await RefuseAsync(http, StatusCodes.Status403Forbidden, "Another origin may not ask here.");
        }
        else if (HttpMethods.IsGet(http.Request.Method) && http.Request.Path == "/" && http.Request.Query["token"] is [{ } token])
        {
            await ExchangeAsync(http, token);
        }
        else if (!IsEqual(http.Request.Cookies[CookieName(http)], _session))
        {
            await AskForTokenAsync(http);
        }
        else
        {
            await next(http);
        }
    }

    private async Task ExchangeAsync(HttpContext http, string token)
    {
        if (!IsEqual(token, Token))
        {
            await AskForTokenAsync(http);
            return;
        }

        http.Response.Cookies.Append(CookieName(http), _session, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = isSecure, Path = "/" });
        http.Response.Redirect("/");
    }

    private static Task AskForTokenAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(Closed, http.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(text, http.RequestAborted);
    }

    private static void Protect(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    /// <summary>A name that an attacker's server resolves to us (DNS rebinding) is none of ours. The port may differ: a tunnel has its own.</summary>
    private bool IsOurHost(HttpContext http)
    {
        var host = http.Request.Host.Host.Trim('[', ']');
        var local = http.Connection.LocalIpAddress;
        return names.Contains(host, StringComparer.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var address) && local is not null && (address.Equals(local) || address.Equals(local.MapToIPv4()) || (IPAddress.IsLoopback(address) && IPAddress.IsLoopback(local))));
    }

    /// <summary>A page of ours says its origin with everything that could change something; a foreign one is never served.</summary>
    private static bool IsOurOrigin(HttpRequest request)
    {
        var own = $"{request.Scheme}://{request.Host}";
        return HttpMethods.IsGet(request.Method)
            ? request.Headers.Origin is [] || request.Headers.Origin == own
            : HttpMethods.IsPost(request.Method) && request.Headers.Origin == own && request.Headers[OwnHeader] == "1";
    }

    /// <summary>Cookies do not know ports: two dashboards on one machine need two names.</summary>
    private static string CookieName(HttpContext http) => $"whimbrel-{http.Connection.LocalPort}";

    private static bool IsEqual(string? given, string secret) => given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(secret));

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
}
