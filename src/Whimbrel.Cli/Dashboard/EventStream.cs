using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Whimbrel.Cli.Dashboard;

/// <summary><c>GET /events</c>: server-sent events, until the browser goes or the dashboard ends.</summary>
internal sealed class EventStream(Feed feed, CancellationToken end)
{
    /// <summary>A browser that is gone is noticed by what cannot be written to it.</summary>
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(10);

    public async Task ServeAsync(HttpContext http)
    {
        if (feed.Subscribe() is not { } events)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, end);
        try
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.Body.WriteAsync("retry: 1000\n\n"u8.ToArray(), both.Token);
            while (await HasMoreAsync(http, events, both.Token))
            {
                while (events.TryRead(out var next))
                {
                    byte[] written = [.. "event: "u8, .. Encoding.ASCII.GetBytes(next.Name), .. "\ndata: "u8, .. next.Json, .. "\n\n"u8];
                    await http.Response.Body.WriteAsync(written, both.Token);
                }

                await http.Response.Body.FlushAsync(both.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The browser is gone, or the dashboard ends.
            return;
        }
        finally
        {
            feed.Unsubscribe(events);
        }
    }

    private static async Task<bool> HasMoreAsync(HttpContext http, ChannelReader<FeedEvent> events, CancellationToken ct)
    {
        var more = events.WaitToReadAsync(ct).AsTask();
        while (await Task.WhenAny(more, Task.Delay(_silence, ct)) != more)
        {
            ct.ThrowIfCancellationRequested();
            await http.Response.Body.WriteAsync(": still here\n\n"u8.ToArray(), ct);
            await http.Response.Body.FlushAsync(ct);
        }

        return await more;
    }
}
