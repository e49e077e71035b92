namespace Whimbrel.Engine.Steps.Document;

/// <summary>Step 12: the record, the operator's log entry, the line in the schema history.</summary>
public sealed class DocumentMigration : IStep
{
    public Phase Phase => Phase.Document;

    public string Title => "document the run";

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct)
    {
        RecordFiles.AssertWritable(run.Settings.Record);
        return Task.FromResult(new StepPlan($"Writes record.json, record.md and report.html into the run's folder, adds an entry to {run.Settings.Record.Log} and a line to {run.Settings.Record.History}."));
    }

    public Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        var record = RecordFiles.Write(run.Journal);
        RecordFiles.Append(run.Settings.Record, record);
        return Task.FromResult<StepResult>(new StepResult.Done(Path.Combine(record.Folder, "record.md")));
    }
}
