using System.Diagnostics;
using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Steps.Verify;

namespace Whimbrel.Engine.Steps.Restore;

/// <summary>The name leads to the restored database, and the application works with it.</summary>
public sealed class VerifyRestore : IStep
{
    /// <summary>Its pool has lost every connection, and notices one by one.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(500);

    public Phase Phase => Phase.Verify;

    public string Title => "verify the restore";

    public bool MaySkip => true;

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct) => Task.FromResult(new StepPlan("Looks which database has the name, reads its version table, and asks the application until it answers."));

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        var checks = new List<Check> { await LookAsync(run, ct) };
        var clock = Stopwatch.StartNew();
        var answers = await MigrationChecks.AskApplicationAsync(run.Settings.Application, ct);
        while (answers.Any(a => !a.Ok) && clock.Elapsed < _patience)
        {
            run.Output.Progress("waiting until the application answers");
            await Task.Delay(_pause, ct);
            answers = await MigrationChecks.AskApplicationAsync(run.Settings.Application, ct);
        }

        checks.AddRange(answers);
        var failed = checks.Where(c => !c.Ok).ToList();
        var facts = JsonSerializer.SerializeToElement(new Verification(checks, null, []), JournalJson.Default.Verification);
        return failed.Count == 0
            ? new StepResult.Done($"{checks.Count} {(checks.Count == 1 ? "check" : "checks")} passed", facts)
            : new StepResult.Blocked(
                string.Join('\n', failed.Select(c => $"{c.Name}: {c.Detail}")),
                "the restored database is in place: mend what they name, then 'whimbrel resume' checks again.",
                ExitCode.SomethingLeft,
                facts);
    }

    private static async Task<Check> LookAsync(Run run, CancellationToken ct)
    {
        await using var session = await run.Database.OpenAsync(ct);
        var versions = await run.VersionTable.ReadAsync(session, ct);
        var isRestored = run.Facts.Restore!.InPlace || await SwapDatabases.IsDoneAsync(run, ct);
        return new Check("database", isRestored, isRestored ? $"{run.Facts.Database.Name} is the restored one, with {versions.Count} versions" : $"{run.Facts.Database.Name} is not the restored one");
    }
}
