namespace Whimbrel.Bench;

/// <summary><c>whimbrel split</c> over large files of one kind each, beside PostgreSQL's parser alone.</summary>
internal sealed class SplitBenchmark : IBenchmark
{
    private const int Runs = 5;
    private const long Bytes = 200_000_000;

    public string Name => "split";

    public Task RunAsync()
    {
        BenchmarkTable.Write(Name, Rows());
        return Task.CompletedTask;
    }

    private static List<BenchmarkRow> Rows()
    {
        var scripts = Corpus.LargeScripts(Bytes).ToList();
        var alone = Enumerable.Range(0, Runs).Select(_ => Measured.Run([0], Environment.ProcessPath!, "scan", scripts.Find(s => s.Kind == "DDL").File)).ToList();
        var rows = new List<BenchmarkRow> { new("PostgreSQL's splitter alone, DDL", alone, Bytes / 1e6) };
        foreach (var (kind, file) in scripts)
        {
            var split = Enumerable.Range(0, Runs).Select(_ => Measured.Run([0], Corpus.Whimbrel, "split", file, "--json")).ToList();
            rows.Add(new BenchmarkRow($"whimbrel split --json, {kind}", split, Bytes / 1e6));
        }

        return rows;
    }
}
