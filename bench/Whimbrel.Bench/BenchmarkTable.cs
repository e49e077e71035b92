using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Whimbrel.Bench;

/// <summary>Prints a benchmark, and keeps it as artifacts/bench/NAME.json.</summary>
internal static class BenchmarkTable
{
    internal static void Write(string name, IReadOnlyList<BenchmarkRow> rows)
    {
        Console.WriteLine($"{name}: {rows[0].Runs.Count} runs each, alternating, on {Environment.ProcessorCount} processors");
        Console.WriteLine($"{"",-44} {"median s",9} {"min",8} {"max",8} {"CPU s",8} {"peak MB",8} {"MB/s",8} {"ratio",7}");
        foreach (var row in rows)
            Console.WriteLine(Line(row, rows[0]));
        Directory.CreateDirectory(Corpus.Folder);
        File.WriteAllText(Path.Combine(Corpus.Folder, $"{name}.json"), JsonSerializer.Serialize(rows, BenchJson.Default.IReadOnlyListBenchmarkRow));
    }

    /// <summary>The ratio is to the first row: above 1 is slower.</summary>
    private static string Line(BenchmarkRow row, BenchmarkRow first) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.What,-44} {row.MedianSeconds,9:0.000} {row.MinimumSeconds,8:0.000} {row.MaximumSeconds,8:0.000} {row.MedianCpuSeconds,8:0.000} {row.PeakMegabytes,8:0.0} {row.MegabytesPerSecond,8:0.0} {row.MedianSeconds / first.MedianSeconds,7:0.00}");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<BenchmarkRow>))]
internal sealed partial class BenchJson : JsonSerializerContext;
