using Whimbrel.Bench;

// As a child: start-up counts, so whatever stands beside whimbrel is a program of its own too.
if (args is ["parse", var folder])
    return ParserAlone.Parse(folder);
if (args is ["scan", var file])
    return ParserAlone.Split(file);
if (args is ["rules", var scripts])
    return RuleCosts.Print(scripts);
if (args is ["fingerprint", var url, var passwordFile])
    return await FingerprintBenchmark.ReadAsync(url, passwordFile);
if (args is ["measure", .. var command])
    return Measured.Child(command);

IBenchmark[] all =
[
    new CheckBenchmark(), new SplitBenchmark(), new StallBenchmark(), new BackfillBenchmark(),
    LargeFileBenchmark.Insert(), LargeFileBenchmark.Copy(), new MigrationsBenchmark(), new StatusBenchmark(), new RehearsalBenchmark(), new BackupBenchmark(),
    new FingerprintBenchmark(), new DashboardBenchmark(), new WatchBenchmark(), new DowntimeBenchmark(),
];
var chosen = all.Where(b => args.Length == 0 || args.Contains(b.Name, StringComparer.Ordinal)).ToList();
if (chosen.Count == 0)
{
    await Console.Error.WriteLineAsync($"there is no benchmark {string.Join(", ", args)}; there are {string.Join(", ", all.Select(b => b.Name))}");
    return 2;
}

foreach (var benchmark in chosen)
    await benchmark.RunAsync();
return 0;
