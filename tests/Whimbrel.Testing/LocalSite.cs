using System.Globalization;
using System.Net;

namespace Whimbrel.Testing;

/// <summary>A free port of this machine that answers HTTP until it is disposed of, one request after the other.</summary>
internal sealed class LocalSite : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _answering;

    /// <param name="take">Reads a request; the answer is the caller's <paramref name="status"/> after the <paramref name="latency"/>.</param>
    public LocalSite(Func<HttpListenerRequest, Task> take, Func<int> status, Func<TimeSpan> latency)
    {
        Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Find()}");
        _listener.Prefixes.Add($"{Url}/");
        _listener.Start();
        _answering = AnswerAsync(take, status, latency);
    }

    /// <summary>Without a slash at its end.</summary>
    public string Url { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Close();
        await _answering;
        _stop.Dispose();
    }

    private async Task AnswerAsync(Func<HttpListenerRequest, Task> take, Func<int> status, Func<TimeSpan> latency)
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                await take(context.Request);
                await Task.Delay(latency(), _stop.Token);
                context.Response.StatusCode = status();
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
