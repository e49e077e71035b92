namespace Whimbrel.Bench;

/// <summary><c>whimbrel check</c> over 5,000 files of 20 MB, beside PostgreSQL's parser alone.</summary>
internal sealed class CheckBenchmark : IBenchmark
{
    private const int Runs = 5;
    private const int FoundErrors = 3;

    public string Name => "check";

    public Task RunAsync()
    {
        BenchmarkTable.Write(Name, Rows());
        return Task.CompletedTask;
    }

    private static List<BenchmarkRow> Rows()
    {
        var (folder, bytes) = Corpus.Migrations();
        var (check, parser) = (new List<Measured>(), new List<Measured>());
        for (var run = 0; run < Runs; run++)
        {
            check.Add(Measured.Run([0, FoundErrors], Corpus.Whimbrel, "check", folder, "--json"));
            parser.Add(Measured.Run([0], Environment.ProcessPath!, "parse", folder));
        }

        return [new BenchmarkRow("the parser alone, on all processors", parser, bytes / 1e6), new BenchmarkRow("whimbrel check --json, 5,000 files", check, bytes / 1e6)];
    }
}
