using System.Diagnostics;

namespace Hosting.Clients;

/// <summary>One client: a steady sequence of requests, one at a time.</summary>
internal sealed class Client(int number, Load load, HttpClient http, Report report)
{
    /// <summary>How long a request may take before it counts as refused.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>In twenty requests: 14 read a user, 3 read preferences, 2 write a visit, 1 asks for the version.</summary>
    private const string Mix = "uupuuvuuupuuwuupuuwu";

    /// <summary>Walks the users in an order that neither repeats soon nor keeps to neighbouring pages of the table.</summary>
    private const long Stride = 48_271;

    /// <summary>Uncounted requests of each kind, so that the first figures are not those of just-in-time compilers.</summary>
    public static async Task WarmUpAsync(HttpClient http, CancellationToken ct)
    {
        foreach (char kind in Mix + Mix)
        {
            await AskAsync(http, kind, user: 1, ct);
        }
    }

    /// <summary>
    /// A request that falls due while the one before it still waits is sent late, and measured from when it was due:
    /// else a stall of five seconds would count as a single slow request.
    /// </summary>
    public async Task RunAsync(CancellationToken ct)
    {
        long interval = Stopwatch.Frequency / load.PerSecond;
        long patience = (long)(Patience.TotalSeconds * Stopwatch.Frequency);
        long due = Stopwatch.GetTimestamp() + (interval * number / load.Clients);
        for (long turn = number; !ct.IsCancellationRequested; turn += load.Clients)
        {
            await SendAsync(turn, await WaitUntilAsync(due, ct), ct);
            // Nobody stands in line for longer than a client's patience.
            due = Math.Max(due + interval, Stopwatch.GetTimestamp() - patience);
        }
    }

    /// <summary>Gives the moment from which the request is measured; a timer's own lateness is not the application's.</summary>
    private static async Task<long> WaitUntilAsync(long due, CancellationToken ct)
    {
        var early = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        if (early <= TimeSpan.Zero)
        {
            return due;
        }

        await Task.Delay(early, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Stopwatch.GetTimestamp();
    }

    private async Task SendAsync(long turn, long since, CancellationToken ct)
    {
        char kind = Mix[(int)(turn / load.Clients % Mix.Length)];
        string? refusal = await AskAsync(http, kind, user: 1 + (turn * Stride % load.Users), ct);
        if (!ct.IsCancellationRequested)
        {
            report.Add(Stopwatch.GetElapsedTime(since), refusal);
        }
    }

    /// <summary>Gives why the request was refused, or null when it was answered.</summary>
    private static async Task<string?> AskAsync(HttpClient http, char kind, long user, CancellationToken ct)
    {
        using var request = Request(kind, user);
        try
        {
            using var response = await http.SendAsync(request, ct);
            int status = (int)response.StatusCode;
            return status >= 500 ? $"{request.Method} {request.RequestUri}: status {status}" : null;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            string reason = error is OperationCanceledException ? $"no answer within {Patience.TotalSeconds} s" : error.Message;
            return $"{request.Method} {request.RequestUri}: {reason}";
        }
    }

    private static HttpRequestMessage Request(char kind, long user) => kind switch
    {
        'p' => new(HttpMethod.Get, $"/api/users/{user}/preferences"),
        'w' => new(HttpMethod.Post, $"/api/users/{user}/visits"),
        'v' => new(HttpMethod.Get, "/api/version"),
        _ => new(HttpMethod.Get, $"/api/users/{user}"),
    };
}
