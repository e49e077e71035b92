using System.Diagnostics;

namespace Whimbrel.Engine.Application;

/// <summary>Requests in a row that were answered alike.</summary>
/// <param name="From">When the first was sent.</param>
/// <param name="To">When the last was answered.</param>
/// <param name="Answer">The HTTP status, or why there was none.</param>
public sealed record ProbeStretch(DateTimeOffset From, DateTimeOffset To, string Answer, bool IsHealthy, int Requests, double SlowestMs);

/// <summary>A client that asks all the time, each time by a new connection: what it is refused is the downtime.</summary>
public sealed class ClientProber : IAsyncDisposable
{
    private const int AtOnce = 50;

    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = _limit, PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = _limit };
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<ProbeStretch> _stretches = [];
    private readonly Uri _url;
    private readonly TimeProvider _time;
    private readonly Task _asking;

    public ClientProber(string url, TimeProvider time)
    {
        (_url, _time) = (new Uri(url), time);
        _asking = AskAllTheTimeAsync();
    }

    /// <summary>What was answered so far, in the order in which it was asked.</summary>
    public IReadOnlyList<ProbeStretch> Stretches
    {
        get
        {
            lock (_lock)
            {
                return [.. _stretches];
            }
        }
    }

    /// <summary>When the first request was sent that was refused.</summary>
    public DateTimeOffset? FirstRefused => Stretches.FirstOrDefault(s => !s.IsHealthy)?.From;

    /// <summary>When the first request was answered behind the last one that was refused; null while none was.</summary>
    public DateTimeOffset? HealthyAgain => Stretches is [.., { IsHealthy: false }, { IsHealthy: true } last] ? last.From : null;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _asking;
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task AskAllTheTimeAsync()
    {
        using var timer = new PeriodicTimer(_every, _time);
        var asked = new Queue<Task<ProbeStretch?>>();
        try
        {
            do
            {
                if (asked.Count < AtOnce)
                {
                    asked.Enqueue(AskAsync());
                }

                // In the order in which they were sent: an answer that is late is not overtaken.
                while (asked.TryPeek(out var first) && first.IsCompleted)
                {
                    Add(await asked.Dequeue());
                }
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            foreach (var left in asked)
            {
                Add(await left);
            }
        }
    }

    /// <returns>Null when it was still on its way at the end.</returns>
    private async Task<ProbeStretch?> AskAsync()
    {
        var (sent, clock) = (_time.GetUtcNow(), Stopwatch.StartNew());
        try
        {
            using var answer = await _client.GetAsync(_url, HttpCompletionOption.ResponseContentRead, _stop.Token);
            return Answered(((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture), answer.IsSuccessStatusCode);
        }
        catch (HttpRequestException e)
        {
            return Answered(e.HttpRequestError == HttpRequestError.ConnectionError ? "connection refused" : e.Message, isHealthy: false);
        }
        catch (TaskCanceledException)
        {
            return _stop.IsCancellationRequested ? null : Answered($"no answer within {_limit.TotalSeconds:0} s", isHealthy: false);
        }

        ProbeStretch Answered(string text, bool isHealthy) => new(sent, _time.GetUtcNow(), text, isHealthy, 1, clock.Elapsed.TotalMilliseconds);
    }

    private void Add(ProbeStretch? answer)
    {
        if (answer is null)
        {
            return;
        }

        lock (_lock)
        {
            if (_stretches is [.., var last] && last.Answer == answer.Answer)
            {
                _stretches[^1] = last with { To = answer.To, Requests = last.Requests + 1, SlowestMs = Math.Max(last.SlowestMs, answer.SlowestMs) };
            }
            else
            {
                _stretches.Add(answer);
            }
        }
    }
}
