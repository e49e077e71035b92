using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Steps.Prepare;

/// <summary>Step 3: the scripts are the ones that were checked, whole, paired, and our user may record them.</summary>
public sealed class PrepareScripts : IStep
{
    public Phase Phase => Phase.Prepare;

    public string Title => "prepare the scripts";

    public async Task<StepPlan> PlanAsync(Run run, CancellationToken ct)
    {
        await Rights.AssertAsync(run.Database, run.VersionTable, ct);
        var scripts = run.Migrations.SelectMany(m => m.Scripts).ToList();
        return new StepPlan(
            $"Parses {scripts.Count} scripts of {string.Join(", ", run.Migrations.Select(m => m.Version))} with PostgreSQL's own parser, and compares their checksums again right before they run{(run.Facts.Commit is { } commit ? $" (commit {commit[..Math.Min(12, commit.Length)]})" : "")}.");
    }

    public Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        foreach (var script in run.Migrations.SelectMany(m => m.Scripts))
        {
            if (WhyChanged(script) is { } why)
            {
                return Task.FromResult<StepResult>(new StepResult.Blocked(
                    $"{script.Path} was changed while the run was going on: {why}",
                    "let nobody edit the scripts during a run, then run the same command."));
            }
        }

        var statements = run.Migrations.SelectMany(m => m.Scripts).Sum(s => s.StatementCount);
        return Task.FromResult<StepResult>(new StepResult.Done(
            $"{string.Join(", ", run.Migrations.Select(m => m.Version))}: {statements} statements parsed, {run.Migrations.Count(m => m.Rollback is not null)} of {run.Migrations.Count} with a rollback{(run.Facts.Commit is { } commit ? $", commit {commit[..Math.Min(12, commit.Length)]}" : "")}"));
    }

    private static string? WhyChanged(Sql.Script script)
    {
        try
        {
            return script.FindChangedFile() is null ? null : "its checksum is another one";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
