namespace Whimbrel.Engine.Steps.Verify;

/// <summary>Step 10 of <c>apply</c>: the verify scripts alone; the application and the server's state are not asked.</summary>
public sealed class RunVerifyScripts : IStep
{
    public Phase Phase => Phase.Verify;

    public string Title => "run the verify scripts";

    public bool MaySkip => true;

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct)
    {
        var scripts = ScriptsOf(run);
        return Task.FromResult(new StepPlan(
            $"Runs {(scripts.Count == 0 ? "no verify script" : string.Join(", ", scripts.Select(s => Path.GetFileName(s.Path))))} in a read-only transaction.",
            [.. scripts.SelectMany(s => s.Statements).Select(s => s.Text)],
            [],
            null));
    }

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        var scripts = ScriptsOf(run);
        if (scripts.Count == 0)
        {
            return new StepResult.Skipped("no verify script");
        }

        await using var session = await run.Database.OpenForScriptAsync(ct);
        var checks = new List<Check>();
        foreach (var script in scripts)
        {
            checks.AddRange(await VerifyScript.RunAsync(session, script, run.Settings.Locks.RowWait, ct));
        }

        return new Verification(checks, null, []).ToResult();
    }

    private static List<Sql.Script> ScriptsOf(Run run) => [.. run.Migrations.Select(m => m.Verify).OfType<Sql.Script>()];
}
