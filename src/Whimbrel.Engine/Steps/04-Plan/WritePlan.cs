using System.Text;
using System.Text.Json;
using Whimbrel.Engine.Approvals;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Steps.Prepare;
using Whimbrel.Sql.Rules;

namespace Whimbrel.Engine.Steps.Plan;

/// <summary>Step 4: the plan, from what each step says of itself.</summary>
public sealed class WritePlan : IStep
{
    public Phase Phase => Phase.Plan;

    public string Title => "write the plan";

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct) => Task.FromResult(new StepPlan("Writes this document into the run's folder."));

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        var plan = await MakeAsync(run, ct);
        var file = Path.Combine(run.Journal.Folder!, "plan.md");
        PrivateFile.Write(file, Encoding.UTF8.GetBytes(PlanMarkdown.Write(plan)));
        return new StepResult.Done(file, JsonSerializer.SerializeToElement(plan, JournalJson.Default.PlanDocument));
    }

    /// <summary>Asks every step what it would do.</summary>
    /// <exception cref="OperatorException">When a step can be seen now to be impossible.</exception>
    public static async Task<PlanDocument> MakeAsync(Run run, CancellationToken ct)
    {
        var steps = new List<PlannedStep>();
        foreach (var step in run.Steps)
        {
            var isSkipped = Runbook.IsSkipped(run, step);
            var plan = isSkipped ? new StepPlan("Left out: the operator asked for it by name.") : await step.PlanAsync(run, ct);
            steps.Add(new PlannedStep((int)step.Phase, step.Key, step.Title, plan.Does, plan.Sql, plan.Locks, plan.PredictedMs, plan.WayBack, isSkipped));
        }

        var migrations = run.Migrations.Select(m => new PlannedMigration(m.Version, m.Name, m.Description, run.Review.DowntimeOf(m).Name, m.Rollback is not null, m.Checksums)).ToList();
        return new PlanDocument(migrations, steps, run.Facts.Downtime, run.Database.Address.ToString(), run.Database.Identity.ServerVersion, run.Facts.PreviousVersion, run.Facts.TargetVersion, run.Facts.Notes)
        {
            Hash = PlanHash.Of(run, run.Rehearsed?.Id),
            Rehearsal = Planned(run),
            // A rehearsal that would do nothing has nothing to take back.
            Checklist = Checklist.Plan(run, steps.Exists(s => s.Name == nameof(RehearseMigrations) && s.WayBack is not null)),
            DowntimeBecause = Because(run.Review.Downtime),
            Findings = [.. run.Review.Findings.OrderByDescending(f => f.Severity).Select(f => new PlannedFinding(f.Rule, f.Severity.ToString().ToLowerInvariant(), Path.GetFileName(f.File), f.Line, f.Message, f.Hint, f.Lock))],
        };
    }

    private static PlannedRehearsal? Planned(Run run) => run.Measured is { } facts
        ? new PlannedRehearsal(
            run.Rehearsal is null ? run.Rehearsed?.Id : null,
            facts.Backup,
            facts.PeakBytes,
            facts.RestoreSeconds,
            facts.Migrations.Sum(m => m.Rollback.Ms ?? 0),
            facts.Migrations.Count(m => m.Rollback.Proven),
            facts.Queries.Checked,
            [.. facts.Findings])
        : null;

    private static string? Because(Sql.Rules.Downtime downtime) =>
        downtime.Type == DowntimeType.Zero ? null : $"{Path.GetFileName(downtime.File)}:{downtime.Line}: {downtime.Because}";
}
