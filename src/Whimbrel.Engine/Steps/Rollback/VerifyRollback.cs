using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.Steps.Verify;

/// <summary>After a rollback: the versions' rows are gone, and the application answers.</summary>
public sealed class VerifyRollback : IStep
{
    public Phase Phase => Phase.Verify;

    public string Title => "verify the rollback";

    public bool MaySkip => true;

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct) => Task.FromResult(new StepPlan("Looks whether the version rows are gone and the application answers."));

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        await using var session = await run.Database.OpenAsync(ct);
        var rows = await run.VersionTable.ReadAsync(session, ct);
        var checks = run.Migrations
            .Select(m => CheckGone(m.Version, rows, run.VersionTable.Name))
            .Concat(await MigrationChecks.AskApplicationAsync(run.Settings.Application, ct))
            .ToList();
        var data = JsonSerializer.SerializeToElement(new Verification(checks, null, []), JournalJson.Default.Verification);
        var failed = checks.Where(c => !c.Ok).ToList();
        return failed.Count == 0
            ? new StepResult.Done($"{checks.Count} checks passed", data)
            : new StepResult.Blocked(
                string.Join('\n', failed.Select(c => $"{c.Name}: {c.Detail}")),
                "the rollback stands: mend what they name, then run 'whimbrel resume' (or 'whimbrel resume --skip verify').",
                ExitCode.SomethingLeft,
                data);
    }

    private static Check CheckGone(string version, IReadOnlyList<AppliedVersion> rows, QualifiedName table) => rows.Any(r => MigrationVersion.AreEqual(r.Version, version))
        ? new Check($"version {version}", Ok: false, $"still in {table}")
        : new Check($"version {version}", Ok: true, $"not in {table} any more");
}
