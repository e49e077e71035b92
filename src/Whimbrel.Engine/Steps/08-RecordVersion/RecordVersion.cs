using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Steps.RecordVersion;

/// <summary>Step 8: the version's row. It was written in the migration's own transaction; here it is looked at, as the runbook does.</summary>
public sealed class RecordVersion(Migration migration) : IStep
{
    public Phase Phase => Phase.Version;

    public string Title => $"look at the version row of {migration.Version}";

    public string Key => $"{nameof(RecordVersion)} {migration.Version}";

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct) => Task.FromResult(new StepPlan(
        $"Reads {run.VersionTable.Name}: the row of {migration.Version} was written by the migration's own transaction."));

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        await using var session = await run.Database.OpenAsync(ct);
        var rows = await run.VersionTable.ReadAsync(session, ct);
        var row = rows.LastOrDefault(r => MigrationVersion.AreEqual(r.Version, migration.Version));
        return row is null
            ? new StepResult.Blocked($"{run.VersionTable.Name} has no row of {migration.Version}: somebody removed it since it was committed", "look with 'whimbrel status', then 'whimbrel resume' or 'whimbrel abort'.", ExitCode.SomethingLeft)
            : new StepResult.Done($"{run.VersionTable.Name} has {row.Version}, applied {row.AppliedAt:yyyy-MM-dd HH:mm:ss} UTC");
    }
}
