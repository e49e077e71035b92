using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Whimbrel.Testing;

/// <summary>A webhook on a free port that keeps what it is told.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    /// <summary>The part of the address that nobody may see.</summary>
    public const string Secret = "T0pS3cretPath";

    private readonly HttpListener _listener = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<JsonElement> _told = new();
    private readonly Task _answering;

    public WebhookReceiver()
    {
        var port = FreePort.Find();
        Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/services/{Secret}");
        _listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        _listener.Start();
        _answering = AnswerAsync();
    }

    public string Url { get; }

    /// <summary>What it answers with.</summary>
    public int Status { get; init; } = 200;

    /// <summary>How long it takes for each answer.</summary>
    public TimeSpan Latency { get; init; }

    public IReadOnlyList<JsonElement> Told => [.. _told];

    public IReadOnlyList<string> Events => [.. _told.Select(t => t.GetProperty("event").GetString()!)];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Close();
        await _answering;
        _stop.Dispose();
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = await JsonDocument.ParseAsync(context.Request.InputStream);
                _told.Enqueue(body.RootElement.Clone());
                await Task.Delay(Latency, _stop.Token);
                context.Response.StatusCode = Status;
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or OperationCanceledException)
        {
            // Closed with the test.
            return;
        }
    }
}
