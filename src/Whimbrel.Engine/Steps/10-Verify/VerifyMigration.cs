using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Verify;

/// <summary>Step 10: the verify scripts, the schema, the application and its endpoints, connections and statistics.</summary>
public sealed class VerifyMigration : IStep
{
    public Phase Phase => Phase.Verify;

    public string Title => "verify the migration";

    public bool MaySkip => true;

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct)
    {
        var scripts = run.Migrations.Select(m => m.Verify).OfType<Sql.Script>().ToList();
        var application = run.Facts.Downtime == "zero" ? new[] { run.Settings.Application.Health }.OfType<string>().Concat(run.Settings.Application.Endpoints).ToList() : [];
        return Task.FromResult(new StepPlan(
            $"Looks at the version rows and the new tables, runs {(scripts.Count == 0 ? "no verify script" : string.Join(", ", scripts.Select(s => Path.GetFileName(s.Path))))} in a read-only transaction{(application.Count == 0 ? "" : $", and asks {string.Join(", ", application)}")}.",
            [.. scripts.SelectMany(s => s.Statements).Select(s => s.Text)],
            [],
            null));
    }

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        var verification = await MigrationChecks.RunAsync(run.Database, run.VersionTable, run.Facts.Downtime == "zero" ? run.Settings.Application : ApplicationSettings.None, run.Settings.Locks.RowWait, run.Migrations, ct);
        return verification.ToResult();
    }
}
