using System.Text.Json;

namespace Hosting.Clients;

/// <summary>The requests of one count. Durations stand in buckets that are 2 % wide, so that two hours of them stay small.</summary>
internal sealed class Tally(DateTimeOffset startedAt)
{
    private const double Growth = 1.02;
    private const double SmallestMs = 0.05;
    private const int LastErrors = 5;

    private readonly long[] buckets = new long[700];
    private readonly Queue<string> errors = new();
    private long requests;
    private long refused;
    private double slowestMs;
    private DateTimeOffset? slowestAt;
    private DateTimeOffset? refusedSince;
    private double downSeconds;

    public void Add(TimeSpan took, string? refusal, DateTimeOffset now)
    {
        requests++;
        buckets[Math.Clamp((int)Math.Ceiling(Math.Log(took.TotalMilliseconds / SmallestMs, Growth)), 0, buckets.Length - 1)]++;
        if (took.TotalMilliseconds > slowestMs)
        {
            slowestMs = took.TotalMilliseconds;
            slowestAt = now - took;
        }

        if (refusal is not null)
        {
            refused++;
            refusedSince ??= now - took;
            errors.Enqueue($"{now:yyyy-MM-ddTHH:mm:ss.fffZ} {refusal}");
        }
        else if (refusedSince is { } since)
        {
            downSeconds += (now - since).TotalSeconds;
            refusedSince = null;
        }

        while (errors.Count > LastErrors)
        {
            errors.Dequeue();
        }
    }

    public void WriteTo(Utf8JsonWriter json, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteNumber("requests", requests);
        json.WriteNumber("refused", refused);
        json.WriteNumber("downSeconds", Math.Round(downSeconds + (refusedSince is { } since ? (now - since).TotalSeconds : 0), 2));
        json.WriteNumber("slowestMs", Math.Round(slowestMs, 1));
        json.WriteString("slowestAt", slowestAt is { } at ? $"{at:yyyy-MM-ddTHH:mm:ss.fffZ}" : null);
        json.WriteNumber("p50Ms", PercentileMs(0.50));
        json.WriteNumber("p99Ms", PercentileMs(0.99));
        json.WriteString("startedAt", $"{startedAt:yyyy-MM-ddTHH:mm:ss.fffZ}");
        json.WriteNumber("seconds", Math.Round((now - startedAt).TotalSeconds, 1));
        json.WriteStartArray("lastErrors");
        foreach (string error in errors)
        {
            json.WriteStringValue(error);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private double PercentileMs(double share)
    {
        long wanted = (long)Math.Ceiling(requests * share);
        long seen = 0;
        for (int bucket = 0; bucket < buckets.Length && requests > 0; bucket++)
        {
            seen += buckets[bucket];
            if (seen >= wanted)
            {
                return Math.Round(Math.Min(SmallestMs * Math.Pow(Growth, bucket), slowestMs), 1);
            }
        }

        return 0;
    }
}
