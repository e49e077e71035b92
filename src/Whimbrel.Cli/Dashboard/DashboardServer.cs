using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Whimbrel.Engine;

namespace Whimbrel.Cli.Dashboard;

/// <summary>Where the page is served.</summary>
/// <param name="Port">0 for a free one.</param>
/// <param name="Certificate">Null for HTTP.</param>
/// <param name="Names">What the browser may call this machine, beside its addresses; the first is printed where every address is served.</param>
internal sealed record DashboardPlace(IPAddress Address, int Port, X509Certificate2? Certificate, IReadOnlyList<string> Names);

/// <summary>What the addresses of the page answer with.</summary>
internal sealed record DashboardParts(Feed Feed, PlanReader Plan, PastRuns Runs, RunAbort Abort);

/// <summary>The web server: the page, its events, three documents, and the abort.</summary>
internal sealed class DashboardServer(DashboardPlace place, DashboardParts parts) : IAsyncDisposable
{
    private const int LargestRequest = 4096;

    private readonly CancellationTokenSource _end = new();
    private readonly Access _access = new(place.Names, place.Certificate is not null);
    private WebApplication? _application;

    /// <summary>What the operator opens; null before the start.</summary>
    public Uri? Url { get; private set; }

    /// <exception cref="OperatorException">When the port is taken.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        // Empty: an appsettings.json of the application in this folder, and ASPNETCORE_ variables, are none of ours, and must not open another port.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(Listen);
        _application = builder.Build();
        _application.Use(next => http => _access.CheckAsync(http, next));
        _application.UseRouting();
        Map(_application);
        try
        {
            await _application.StartAsync(ct);
        }
        catch (IOException e)
        {
            throw new OperatorException($"{place.Address}:{place.Port} cannot be served: {(e.InnerException ?? e).Message}", "name another port with --port, or none for a free one.", ExitCode.Refused, e);
        }

        var port = new Uri(_application.Urls.First()).Port;
        var host = place.Address.Equals(IPAddress.Any) || place.Address.Equals(IPAddress.IPv6Any) ? place.Names[0] : place.Address.ToString();
        Url = new UriBuilder(place.Certificate is null ? "http" : "https", host, port, "/", $"?token={_access.Token}").Uri;
    }

    /// <summary>Works until it is told to end.</summary>
    public Task WorkAsync(CancellationToken ct) => parts.Feed.WorkAsync(ct);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (_application is not null)
        {
            await _application.StopAsync(CancellationToken.None);
            await _application.DisposeAsync();
        }

        _end.Dispose();
    }

    private void Listen(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = LargestRequest;
        options.Limits.MaxConcurrentConnections = 200;
        options.Listen(place.Address, place.Port, listen =>
        {
            if (place.Certificate is { } certificate)
            {
                listen.UseHttps(certificate);
            }
        });
    }

    private void Map(WebApplication application)
    {
        foreach (var file in PageFiles.Names)
        {
            application.MapGet(file == "page.html" ? "/" : $"/{file}", PageFiles.Serve(file));
        }

        application.MapGet("/events", new EventStream(parts.Feed, _end.Token).ServeAsync);
        application.MapGet("/plan", async http => await WriteAsync(http, await parts.Plan.ReadAsync(http.RequestAborted), DashboardJson.Default.PlanView));
        application.MapGet("/runs", http => WriteAsync(http, parts.Runs.Read(), DashboardJson.Default.PastRunsView));
        application.MapGet("/runs/{id}", http => parts.Runs.Find((string)http.Request.RouteValues["id"]!) is { } record
            ? WriteAsync(http, record, DashboardJson.Default.RunRecord)
            : NotThere(http));
        application.MapGet("/abort", async http => await WriteAsync(http, await parts.Abort.PreviewAsync(http.RequestAborted), DashboardJson.Default.AbortPreview));
        application.MapPost("/abort", AbortAsync);
    }

    private async Task AbortAsync(HttpContext http)
    {
        AbortRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync(http.Request.Body, DashboardJson.Default.AbortRequest, http.RequestAborted);
        }
        catch (Exception e) when (e is JsonException or Microsoft.AspNetCore.Http.BadHttpRequestException)
        {
            request = null;
        }

        if (request is null)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await WriteAsync(http, Perform(request), DashboardJson.Default.AbortAnswer);
    }

    private AbortAnswer Perform(AbortRequest request)
    {
        try
        {
            return parts.Abort.Perform(request);
        }
        catch (OperatorException e)
        {
            return new AbortAnswer(Ok: false, $"{e.Message} {e.Hint}");
        }
    }

    private static Task NotThere(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static Task WriteAsync<T>(HttpContext http, T document, JsonTypeInfo<T> type)
    {
        http.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(http.Response.Body, document, type, http.RequestAborted);
    }
}
