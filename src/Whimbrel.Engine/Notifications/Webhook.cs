using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Notifications;

/// <summary>An address that takes notifications by POST. Its path may be a secret: only the host is ever named.</summary>
internal sealed class Webhook(Func<Uri> address, bool isSlack) : INotified
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    public string Name { get; private set; } = "the webhook";

    public async Task<string?> TellAsync(Notification notification, CancellationToken ct)
    {
        Uri url;
        try
        {
            url = address();
            Name = $"the webhook at {url.Host}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return e.Message;
        }

        var body = isSlack
            ? JsonSerializer.SerializeToUtf8Bytes(new SlackMessage(Escape(notification.Message)), NotificationJson.Default.SlackMessage)
            : JsonSerializer.SerializeToUtf8Bytes(notification, NotificationJson.Default.Notification);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = _limit };
        var (why, mayHelp) = await PostAsync(client, url, body, ct);
        if (why is not null && mayHelp)
        {
            await Task.Delay(_pause, ct);
            (why, _) = await PostAsync(client, url, body, ct);
        }

        return why;
    }

    /// <summary>Connects as a notification would, and sends none.</summary>
    /// <exception cref="IOException">When nobody is there.</exception>
    public async Task<string> AssertReachableAsync(CancellationToken ct)
    {
        try
        {
            return $"{await Reachability.AssertAsync(address(), ct)}; a run notifies it at its start, before a downtime, at a breach and at its end";
        }
        catch (Exception e) when (e is UnauthorizedAccessException or FormatException)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>Slack's three signs: a name with an angle bracket calls nobody.</summary>
    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static async Task<(string? Why, bool MayHelp)> PostAsync(HttpClient client, Uri url, byte[] body, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return answer.IsSuccessStatusCode
                ? (null, false)
                : ($"it answered {(int)answer.StatusCode}", (int)answer.StatusCode >= 500 || answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout);
        }
        catch (HttpRequestException e)
        {
            return ((e.InnerException ?? e).Message, true);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return ($"no answer within {Duration.Say(_limit)}", true);
        }
    }
}
