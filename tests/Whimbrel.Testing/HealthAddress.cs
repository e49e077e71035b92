using System.Globalization;
using System.Net;

namespace Whimbrel.Testing;

/// <summary>An application's health address on a free port, which answers what the test wants.</summary>
public sealed class HealthAddress : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _answering;
    private volatile int _status = 200;

    public HealthAddress()
    {
        var port = FreePort.Find();
        Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/health");
        _listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        _listener.Start();
        _answering = AnswerAsync();
    }

    public string Url { get; }

    /// <summary>The status that it answers with from now on.</summary>
    public int Status
    {
        get => _status;
        set => _status = value;
    }

    /// <summary>How long it takes for each answer.</summary>
    public TimeSpan Latency { get; set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _answering;
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                await Task.Delay(Latency);
                context.Response.StatusCode = _status;
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed with the test.
            return;
        }
    }
}
