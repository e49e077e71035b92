using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace Whimbrel.Testing;

/// <summary>A webhook on a free port that keeps what it is told.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    /// <summary>The part of the address that nobody may see.</summary>
    public const string Secret = "T0pS3cretPath";

    private readonly ConcurrentQueue<JsonElement> _told = new();
    private readonly LocalSite _site;

    public WebhookReceiver() => _site = new LocalSite(TakeAsync, () => Status, () => Latency);

    public string Url => $"{_site.Url}/services/{Secret}";

    /// <summary>What it answers with.</summary>
    public int Status { get; init; } = 200;

    /// <summary>How long it takes for each answer.</summary>
    public TimeSpan Latency { get; init; }

    public IReadOnlyList<JsonElement> Told => [.. _told];

    public IReadOnlyList<string> Events => [.. _told.Select(t => t.GetProperty("event").GetString()!)];

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task TakeAsync(HttpListenerRequest request)
    {
        using var body = await JsonDocument.ParseAsync(request.InputStream);
        _told.Enqueue(body.RootElement.Clone());
    }
}
