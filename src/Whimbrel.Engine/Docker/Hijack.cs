using System.Globalization;
using System.Net;
using System.Text;

namespace Whimbrel.Engine.Docker;

/// <summary>A connection that the engine hands over after one request: from then on it is a program's input and output.</summary>
internal static class Hijack
{
    private const int LongestHead = 64 * 1024;

    /// <summary>Sends the request, and reads no byte more than the answer's head.</summary>
    public static async Task<(HttpStatusCode Status, string Error)> AskAsync(Stream stream, string path, string body, CancellationToken ct)
    {
        var bytes = Encoding.UTF8.GetByteCount(body).ToString(CultureInfo.InvariantCulture);
        var request = $"POST /{path} HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: {bytes}\r\n\r\n{body}";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), ct);
        await stream.FlushAsync(ct);
        var head = await ReadHeadAsync(stream, ct);
        var status = head.Split(' ') is [_, var code, ..] && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (HttpStatusCode)number
            : throw new HttpRequestException($"an answer that is not HTTP: {head.Split('\r')[0]}");
        return status is HttpStatusCode.SwitchingProtocols or HttpStatusCode.OK ? (status, "") : (status, await ReadErrorAsync(stream, head, ct));
    }

    private static async Task<string> ReadHeadAsync(Stream stream, CancellationToken ct)
    {
        var (head, one) = (new StringBuilder(), new byte[1]);
        while (head.Length < LongestHead)
        {
            if (await stream.ReadAsync(one, ct) == 0)
            {
                throw new HttpRequestException("the engine closed the connection before it answered");
            }

            head.Append((char)one[0]);
            if (one[0] == '\n' && head.Length > 4 && head[^3] == '\n')
            {
                return head.ToString();
            }
        }

        throw new HttpRequestException("an answer without an end");
    }

    private static async Task<string> ReadErrorAsync(Stream stream, string head, CancellationToken ct)
    {
        const string Length = "\r\nContent-Length: ";
        var at = head.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        var text = at < 0 ? "" : head[(at + Length.Length)..].Split('\r')[0];
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > LongestHead)
        {
            return head.Split('\r')[0];
        }

        var body = new byte[length];
        await stream.ReadExactlyAsync(body, ct);
        return Encoding.UTF8.GetString(body);
    }
}
