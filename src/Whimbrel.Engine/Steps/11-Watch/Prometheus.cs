using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Watch;

/// <summary>Asks a Prometheus server by its HTTP API (<c>/api/v1/query</c>). What it does not answer is told with the query, and never fails a run.</summary>
internal sealed class Prometheus : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = _limit }) { Timeout = _limit };
    private readonly PrometheusSettings _settings;

    private readonly Uri _address;

    private Prometheus(PrometheusSettings settings, Uri url) => (_settings, _address) = (settings, new Uri(url, "api/v1/query"));

    /// <summary>Every query once; none where no server is configured.</summary>
    public static async Task<IReadOnlyList<MetricFigures>> AskAllAsync(PrometheusSettings settings, CancellationToken ct)
    {
        if (settings.Url is null)
        {
            return [];
        }

        using var prometheus = new Prometheus(settings, settings.Url);
        return await prometheus.AskAllAsync(ct);
    }

    /// <summary>Alarms that were silent before and are not any more, and figures that cannot be had.</summary>
    public static IEnumerable<WatchFinding> Compare(IReadOnlyList<MetricFigures> before, IReadOnlyList<MetricFigures> now)
    {
        foreach (var metric in now)
        {
            var earlier = before.FirstOrDefault(m => m.Query == metric.Query && m.IsAlarm == metric.IsAlarm);
            if (metric.WhyNot is { } why)
            {
                yield return Finding("note", metric, $"{metric.Query} is not answered: {why}", null);
            }
            else if (metric is { IsAlarm: true, Series: > 0 } && earlier is { WhyNot: null, Series: 0 })
            {
                yield return Finding("degraded", metric, $"the alarm {metric.Query} was silent before the migration and is not any more ({metric.Series} series, {metric.Value:0.###})", earlier);
            }
            else if (metric is { IsAlarm: false, Value: { } value } && earlier?.Value is { } then && Math.Max(Math.Abs(value), Math.Abs(then)) > 3 * Math.Min(Math.Abs(value), Math.Abs(then)))
            {
                yield return Finding("note", metric, $"{metric.Query} is {value:0.###}, before {then:0.###}", earlier);
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<IReadOnlyList<MetricFigures>> AskAllAsync(CancellationToken ct)
    {
        var figures = new List<MetricFigures>();
        foreach (var (query, isAlarm) in _settings.Queries.Select(q => (q, false)).Concat(_settings.Alarms.Select(q => (q, true))))
        {
            figures.Add(await AskAsync(query, isAlarm, ct));
            if (figures[^1].WhyNot is { } why && figures.All(f => f.WhyNot == why))
            {
                // A server that is not there is waited for once.
                break;
            }
        }

        return figures;
    }

    private async Task<MetricFigures> AskAsync(string query, bool isAlarm, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new FormUrlEncodedContent([KeyValuePair.Create("query", query)]) };
            request.Headers.Authorization = Authorization();
            using var answer = await _client.SendAsync(request, ct);
            if (!answer.IsSuccessStatusCode && answer.Content.Headers.ContentType?.MediaType != "application/json")
            {
                return Not($"{_address.Host} answered {(int)answer.StatusCode}{(answer.StatusCode is System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden ? ": see watch.prometheus_user, watch.prometheus_password_file and watch.prometheus_token_file" : "")}");
            }

            using var json = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(ct), cancellationToken: ct);
            return Read(json.RootElement, query, isAlarm);
        }
        catch (HttpRequestException e)
        {
            return Not(e.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Not($"no answer within {Duration.Say(_limit)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return Not(e.Message);
        }

        MetricFigures Not(string why) => new(query, isAlarm, 0, null, why);
    }

    private static MetricFigures Read(JsonElement answer, string query, bool isAlarm)
    {
        if (answer.GetProperty("status").GetString() != "success")
        {
            return new MetricFigures(query, isAlarm, 0, null, answer.TryGetProperty("error", out var error) ? error.GetString() : "an error without a word");
        }

        var data = answer.GetProperty("data");
        var values = data.GetProperty("resultType").GetString() switch
        {
            "vector" => data.GetProperty("result").EnumerateArray().Select(series => Value(series.GetProperty("value"))).ToList(),
            "scalar" => [Value(data.GetProperty("result"))],
            var other => throw new FormatException($"it yields a {other}; write a query that yields an instant vector or a scalar"),
        };
        return new MetricFigures(query, isAlarm, values.Count, values.Count == 0 ? null : values.Sum(), null);
    }

    /// <summary>A pair of a time and a number, which is written as text.</summary>
    private static double Value(JsonElement pair) => double.Parse(pair[1].GetString()!.Replace("Inf", "Infinity", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>Read anew each time: tokens are renewed.</summary>
    private AuthenticationHeaderValue? Authorization() => _settings switch
    {
        { TokenFile: { } token } => new AuthenticationHeaderValue("Bearer", File.ReadAllText(token).Trim()),
        { User: { } user, PasswordFile: { } password } => new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{File.ReadAllText(password).TrimEnd('\r', '\n')}"))),
        _ => null,
    };

    private static WatchFinding Finding(string severity, MetricFigures metric, string message, MetricFigures? earlier) => new(severity, "prometheus", metric.Query, message, earlier?.Value, metric.Value, "", null);
}
