using System.Diagnostics;
using Whimbrel.Engine.Steps.Document;
using Whimbrel.Engine.Steps.Migrate;

namespace Whimbrel.Engine.Telemetry;

/// <summary>A run's record as spans: the run, below it each step, below that each statement, with every wait for a lock as an event. Attributes have the names of OpenTelemetry's conventions where there are some.</summary>
internal static class RunTrace
{
    internal const string Name = "whimbrel";

    internal static void Write(ActivitySource source, RunRecord record)
    {
        var end = record.EndedAt ?? record.StartedAt.AddSeconds(record.Seconds);
        using var run = Begin(source, $"whimbrel {record.Command}", null, record.StartedAt);
        if (run is null)
        {
            return;
        }

        run.SetTag("whimbrel.run.id", record.Run).SetTag("whimbrel.command", record.Command).SetTag("whimbrel.status", record.Status).SetTag("whimbrel.exit_code", record.ExitCode)
            .SetTag("whimbrel.downtime", record.Downtime).SetTag("whimbrel.verdict", record.Verdict).SetTag("whimbrel.version.before", record.PreviousVersion).SetTag("whimbrel.version.after", record.NewVersion)
            .SetTag("db.system.name", "postgresql").SetTag("db.namespace", record.Database.Name).SetTag("user.name", record.PerformedBy).SetTag("host.name", record.Host);
        if (record.Status is not ("done" or "running"))
        {
            run.SetStatus(ActivityStatusCode.Error, record.Reason ?? record.Status);
        }

        foreach (var step in record.Steps.Where(s => s.Status != "skipped"))
        {
            WriteStep(source, run, record, step);
        }

        run.SetEndTime(end.UtcDateTime);
    }

    private static void WriteStep(ActivitySource source, Activity run, RunRecord record, RecordedStep step)
    {
        using var span = Begin(source, step.Title, run, step.StartedAt);
        if (span is null)
        {
            return;
        }

        span.SetTag("whimbrel.step", step.Name).SetTag("whimbrel.phase", step.Phase).SetTag("whimbrel.status", step.Status).SetTag("whimbrel.summary", step.Summary);
        if (step.Status is "failed" or "undone")
        {
            span.SetStatus(ActivityStatusCode.Error, step.Summary);
        }

        foreach (var wait in record.LockWaits.Where(w => w.Step == step.Name))
        {
            span.AddEvent(new ActivityEvent("lock wait", wait.At, new ActivityTagsCollection
            {
                ["whimbrel.try"] = wait.Number,
                ["whimbrel.lock.after_s"] = wait.AfterSeconds,
                ["whimbrel.lock.blockers"] = string.Join("; ", wait.Blockers),
            }));
        }

        foreach (var script in record.Scripts.Where(s => s.Step == step.Name))
        {
            WriteStatements(source, span, script, step.StartedAt);
        }

        span.SetEndTime((step.EndedAt ?? step.StartedAt.AddSeconds(step.Seconds)).UtcDateTime);
    }

    private static void WriteStatements(ActivitySource source, Activity step, AppliedScript script, DateTimeOffset from)
    {
        foreach (var statement in script.Statements)
        {
            using var span = Begin(source, statement.Summary, step, statement.At ?? from);
            span?.SetTag("db.system.name", "postgresql").SetTag("db.query.summary", statement.Summary).SetTag("code.file.path", script.File).SetTag("code.line.number", statement.Line)
                .SetTag("db.response.affected_rows", statement.Rows < 0 ? null : statement.Rows)
                .SetEndTime((statement.At ?? from).AddSeconds(statement.Seconds).UtcDateTime);
        }
    }

    private static Activity? Begin(ActivitySource source, string name, Activity? parent, DateTimeOffset at) =>
        source.StartActivity(ActivityKind.Internal, parent?.Context ?? default, tags: null, links: null, at, name);
}
