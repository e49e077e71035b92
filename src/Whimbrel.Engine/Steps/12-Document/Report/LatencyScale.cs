namespace Whimbrel.Engine.Steps.Document.Report;

/// <summary>Milliseconds by their magnitude: a median of 4 ms and an answer after 4 s stand in one drawing.</summary>
/// <param name="From">The lowest power of ten, as its exponent.</param>
internal sealed record LatencyScale(int From, int To)
{
    private const double Least = 0.1;

    /// <summary>The powers of ten in it, in milliseconds.</summary>
    internal IEnumerable<double> Decades => Enumerable.Range(From, To - From + 1).Select(e => Math.Pow(10, e));

    internal static LatencyScale Of(IReadOnlyList<LatencyPeriod> periods)
    {
        var values = periods.SelectMany(p => p.Seconds).SelectMany(s => new[] { s.P50Ms, s.MaxMs }).OfType<double>().Select(v => Math.Max(Least, v)).DefaultIfEmpty(1).ToList();
        var from = (int)Math.Floor(Math.Log10(values.Min()));
        return new LatencyScale(from, Math.Max(from + 1, (int)Math.Ceiling(Math.Log10(values.Max()))));
    }

    /// <summary>0 at the foot, 1 on top.</summary>
    internal double Share(double ms) => Math.Clamp((Math.Log10(Math.Max(Least, ms)) - From) / (To - From), 0, 1);
}
