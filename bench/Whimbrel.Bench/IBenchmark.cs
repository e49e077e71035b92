namespace Whimbrel.Bench;

/// <summary>One thing that is measured, beside what others do of it.</summary>
internal interface IBenchmark
{
    string Name { get; }

    /// <summary>Measures, and prints a table.</summary>
    Task RunAsync();
}

/// <summary>What several runs of one command gave; the runs of a benchmark's rows alternate.</summary>
/// <param name="What">The command or the tool.</param>
/// <param name="Megabytes">Of input, for the throughput; null where it has no meaning.</param>
internal sealed record BenchmarkRow(string What, IReadOnlyList<Measured> Runs, double? Megabytes)
{
    public double MedianSeconds => Median(Runs.Select(r => r.Seconds));

    public double MinimumSeconds => Runs.Min(r => r.Seconds);

    public double MaximumSeconds => Runs.Max(r => r.Seconds);

    public double MedianCpuSeconds => Median(Runs.Select(r => r.CpuSeconds));

    public double PeakMegabytes => Runs.Max(r => r.PeakMegabytes);

    public double? MegabytesPerSecond => Megabytes / MedianSeconds;

    private static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToList();
        return (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }
}
