using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Whimbrel.Engine.Docker;

/// <summary>One Docker engine, through its HTTP interface.</summary>
public sealed partial class DockerEngine : IAsyncDisposable, IDisposable
{
    /// <summary>Every request's limit, but for what is read or written for as long as it takes.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly Version _ours = new(1, 47);
    private static readonly Version _oldest = new(1, 41);
    private readonly HttpClient _client;

    private DockerEngine(EngineAddress address)
    {
        Address = address;
        // ssh and the engine end what has been idle for long.
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = (_, ct) => EngineConnection.OpenAsync(address, ct),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            AllowAutoRedirect = false,
            UseProxy = false,
        };
        _client = new HttpClient(handler, disposeHandler: true) { BaseAddress = new Uri("http://docker/"), Timeout = Timeout.InfiniteTimeSpan };
    }

    public EngineAddress Address { get; }

    /// <summary>The version of the interface that both sides speak.</summary>
    public string ApiVersion { get; private set; } = "";

    /// <summary>Connects, and agrees on a version.</summary>
    /// <exception cref="OperatorException">When the engine cannot be reached, refuses us, or is too old.</exception>
    public static async Task<DockerEngine> ConnectAsync(EngineAddress address, CancellationToken ct)
    {
        var engine = new DockerEngine(address);
        try
        {
            const string Asked = "say its version";
            using var answer = await engine.SendAsync(HttpMethod.Get, "_ping", content: null, Asked, ct);
            if (!answer.IsSuccessStatusCode)
            {
                throw EngineErrors.Refused(address, Asked, answer.StatusCode, await answer.Content.ReadAsStringAsync(ct));
            }

            var theirs = answer.Headers.TryGetValues("Api-Version", out var values) && Version.TryParse(values.First(), out var version) ? version : null;
            if (theirs is null || theirs < _oldest)
            {
                throw new OperatorException($"the Docker engine {address} speaks version {theirs?.ToString() ?? "(unknown)"} of its interface; {_oldest} or newer is needed", "update it to Docker 20.10 or newer.");
            }

            engine.ApiVersion = (theirs < _ours ? theirs : _ours).ToString();
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    public void Dispose() => _client.Dispose();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<JsonNode?> GetAsync(string path, string asked, CancellationToken ct) => AskAsync(HttpMethod.Get, path, body: null, asked, ct);

    private Task<JsonNode?> PostAsync(string path, JsonNode? body, string asked, CancellationToken ct) => AskAsync(HttpMethod.Post, path, body, asked, ct);

    private async Task<JsonNode?> AskAsync(HttpMethod method, string path, JsonNode? body, string asked, CancellationToken ct)
    {
        using var content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await SendAsync(method, Versioned(path), content, asked, ct);
        return await ReadAsync(answer, asked, ct);
    }

    private async Task<JsonNode?> ReadAsync(HttpResponseMessage answer, string asked, CancellationToken ct)
    {
        var text = await BoundAsync(answer.Content.ReadAsStringAsync, asked, ct);
        if (!answer.IsSuccessStatusCode)
        {
            throw EngineErrors.Refused(Address, asked, answer.StatusCode, text);
        }

        try
        {
            return text.Length == 0 || answer.StatusCode == HttpStatusCode.NoContent ? null : JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            throw new OperatorException($"what answers at {Address} is no Docker engine: {e.Message}", "set docker.host.", ExitCode.Refused, e);
        }
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, string asked, CancellationToken ct) => BoundAsync(
        async bound =>
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bound);
        },
        asked,
        ct);

    /// <summary>Does something within the limit, and says what went wrong in the operator's words.</summary>
    private async Task<T> BoundAsync<T>(Func<CancellationToken, Task<T>> work, string asked, CancellationToken ct)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(Limit);
        try
        {
            return await work(bound.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw EngineErrors.Silent(Address, asked, Limit);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or System.Net.Sockets.SocketException or System.Security.Authentication.AuthenticationException)
        {
            throw EngineErrors.Unreachable(Address, asked, e);
        }
    }

    private string Versioned(string path) => string.Create(CultureInfo.InvariantCulture, $"v{ApiVersion}/{path}");

    private static string Escaped(string text) => Uri.EscapeDataString(text);
}
