namespace Whimbrel.Cli.Dashboard;

/// <summary>How long what is under way will take, each by its rate of the last half minute: a rate from the beginning hides that it slowed down.</summary>
internal sealed class Estimate
{
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _tooShort = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, List<(DateTimeOffset At, double Share)>> _seen = new(StringComparer.Ordinal);

    /// <summary>The seconds that are left; null as long as nothing can be said.</summary>
    public double? LeftSeconds(string what, double? share, DateTimeOffset now)
    {
        if (share is not { } done)
        {
            return null;
        }

        if (!_seen.TryGetValue(what, out var samples))
        {
            _seen[what] = samples = [];
        }

        if (samples.Count > 0 && done < samples[^1].Share)
        {
            // It began anew.
            samples.Clear();
        }

        samples.Add((now, done));
        samples.RemoveAll(s => now - s.At > _window);
        var (since, before) = samples[0];
        return now - since < _tooShort || done <= before ? null : (1 - done) * (now - since).TotalSeconds / (done - before);
    }

    /// <summary>Forgets what has not been asked for lately.</summary>
    public void Forget(DateTimeOffset now)
    {
        foreach (var over in _seen.Where(s => s.Value.Count == 0 || now - s.Value[^1].At > _window).Select(s => s.Key).ToList())
        {
            _seen.Remove(over);
        }
    }
}
