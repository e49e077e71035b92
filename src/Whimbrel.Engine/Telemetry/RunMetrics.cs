using System.Diagnostics.Metrics;
using Whimbrel.Engine.Application;
using Whimbrel.Engine.Steps.Document;

namespace Whimbrel.Engine.Telemetry;

/// <summary>A run's record as metrics.</summary>
internal sealed class RunMetrics : IDisposable
{
    private static readonly InstrumentAdvice<double> _seconds = new() { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600] };

    private readonly Meter _meter = new(RunTrace.Name);

    internal void Write(RunRecord record)
    {
        KeyValuePair<string, object?>[] common = [new("whimbrel.command", record.Command), new("whimbrel.status", record.Status), new("db.namespace", record.Database.Name)];
        Seconds("whimbrel.run.duration", "How long a run took.").Record(record.Seconds, common);
        var steps = Seconds("whimbrel.step.duration", "How long a step took.");
        foreach (var step in record.Steps.Where(s => s.Status != "skipped"))
        {
            steps.Record(step.Seconds, [.. common, new("whimbrel.step", step.Name.Split(' ')[0])]);
        }

        var statements = Seconds("whimbrel.statement.duration", "How long a statement of a script took.");
        foreach (var statement in record.Scripts.SelectMany(s => s.Statements))
        {
            statements.Record(statement.Seconds, common);
        }

        _meter.CreateCounter<long>("whimbrel.lock.waits", "{wait}", "Tries that a lock ended.").Add(record.LockWaits.Count, common);
        if (record.ClientDowntime is { } downtime)
        {
            Seconds("whimbrel.downtime.duration", "The downtime as a client saw it.").Record(downtime.Seconds, common);
        }

        if (record.Backup is { } backup)
        {
            _meter.CreateGauge<long>("whimbrel.backup.size", "By", "The size of the backup.").Record(backup.Bytes, common);
        }

        WriteAnswers(LatencyFile.Read(record.Folder), common);
    }

    public void Dispose() => _meter.Dispose();

    private Histogram<double> Seconds(string name, string description) => _meter.CreateHistogram(name, "s", description, tags: null, _seconds);

    private void WriteAnswers(IReadOnlyList<LatencySecond> seconds, KeyValuePair<string, object?>[] common)
    {
        var median = Seconds("whimbrel.application.latency.median", "The median answer of each second.");
        var failed = _meter.CreateCounter<long>("whimbrel.application.failures", "{request}", "Requests of the prober that failed.");
        foreach (var second in seconds)
        {
            KeyValuePair<string, object?>[] tags = [.. common, new("url.full", second.Url)];
            if (second.P50Ms is { } ms)
            {
                median.Record(ms / 1000, tags);
            }

            failed.Add(second.Failed, tags);
        }
    }
}
