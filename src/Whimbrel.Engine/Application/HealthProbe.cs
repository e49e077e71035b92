using System.Diagnostics;

namespace Whimbrel.Engine.Application;

/// <summary>What an address of the application answered.</summary>
/// <param name="Status">The HTTP status, or null when no answer came.</param>
public sealed record HealthAnswer(string Url, int? Status, double Ms, string? Error)
{
    public bool IsHealthy => Status is >= 200 and < 300;

    public override string ToString() => Error is null ? $"{Url} answered {Status} in {Ms:0} ms" : $"{Url}: {Error}";
}

/// <summary>Asks the application's addresses as a client would, each time by a new connection: an old one still leads to a proxy's old worker.</summary>
public sealed class HealthProbe : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.Zero }, disposeHandler: true) { Timeout = _limit };

    public async Task<HealthAnswer> AskAsync(string url, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            using var answer = await _client.GetAsync(new Uri(url), HttpCompletionOption.ResponseContentRead, ct);
            return new HealthAnswer(url, (int)answer.StatusCode, clock.Elapsed.TotalMilliseconds, null);
        }
        catch (HttpRequestException e)
        {
            return new HealthAnswer(url, null, clock.Elapsed.TotalMilliseconds, e.Message);
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            return new HealthAnswer(url, null, clock.Elapsed.TotalMilliseconds, $"no answer within {_limit.TotalSeconds:0} s");
        }
    }

    public void Dispose() => _client.Dispose();
}
