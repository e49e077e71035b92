using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Rehearsals;
using Whimbrel.Engine.Runs;

namespace Whimbrel.Engine.Steps.Migrate;

/// <summary>The runbook's rollback: the rollback script, and the version's row removed in the same transaction.</summary>
public sealed class RollBackMigration(Migration migration) : IStep
{
    /// <summary>Whose progress is recorded.</summary>
    private static readonly string[] _kinds = ["script", "data", "rollback"];

    public Phase Phase => Phase.Migrate;

    public string Title => $"roll back {migration.Name}";

    public string Key => $"{nameof(RollBackMigration)} {migration.Version}";

    /// <summary>What takes an applied migration back, in a sentence.</summary>
    public static string WayBack(Run run, Migration migration) => migration.Rollback is { } script
        ? $"runs {Path.GetFileName(script.Path)} and removes the version row, in one transaction{Measured(run.Measured?.RollbackOf(migration.Version))}; rows written to what it drops are lost"
        : $"no way back: irreversible ({migration.Irreversible}); restore the backup{(run.Measured is { } measured ? $" ({Settings.Duration.Say(TimeSpan.FromSeconds(measured.RestoreSeconds))} on the copy)" : "")}";

    public async Task<StepPlan> PlanAsync(Run run, CancellationToken ct)
    {
        if (migration.Rollback is not { } script)
        {
            throw Irreversible(migration);
        }

        return new StepPlan(
            $"Runs {Path.GetFileName(script.Path)} ({script.StatementCount} statements) and removes the row of {migration.Version}, in one transaction; {await RollbackLoss.SayAsync(run, script, ct) ?? "nothing stands in what it drops"}.",
            [.. script.Statements.Select(s => s.Text)],
            run.Review.LocksOf(script),
            $"none once {migration.Version} is rolled back: 'whimbrel migrate' applies it again, and the rows come from the backup");
    }

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        var facts = await RollBackAsync(run, migration, Key, ct);
        return facts is null
            ? new StepResult.Done($"{migration.Version} is not applied any more")
            : new StepResult.Done($"{(facts.Statements.Count == 1 ? "1 statement" : $"{facts.Statements.Count} statements")} committed, the row of {migration.Version} is gone", JsonSerializer.SerializeToElement(facts, JournalJson.Default.AppliedScript));
    }

    /// <summary>Takes a migration of this run back, if it is there.</summary>
    internal static async Task<string?> UndoAsync(Run run, Migration migration, CancellationToken ct)
    {
        var lost = migration.Rollback is { } script ? await RollbackLoss.SayAsync(run, script, ct) : null;
        var facts = await RollBackAsync(run, migration, ApplyKey(migration), ct);
        var dropped = await SoloStatement.DropUnfinishedAsync(run, ApplyKey(migration), migration.Script, ct);
        return facts is null ? dropped : $"{migration.Version} rolled back by {facts.File}{(lost is null ? "" : $"; {lost}")}";
    }

    private static string Measured(RehearsedRollback? rehearsed) => rehearsed switch
    {
        { Ms: { } ms, Proven: true } => $" ({Settings.Duration.Say(TimeSpan.FromMilliseconds(ms))} on the copy, proven there)",
        { Ms: { } ms } => $" ({Settings.Duration.Say(TimeSpan.FromMilliseconds(ms))} on the copy, NOT proven: {rehearsed.Differences[0]})",
        _ => "",
    };

    private static string ApplyKey(Migration migration) => ApplyMigration.KeyOf(migration.Version);

    private static async Task<AppliedScript?> RollBackAsync(Run run, Migration migration, string key, CancellationToken ct)
    {
        if (!await IsThereAsync(run, migration, ct))
        {
            return null;
        }

        if (migration.Rollback is not { } script)
        {
            throw Irreversible(migration);
        }

        var scriptRun = new ScriptRun(run, key, "rollback", migration, script, run.Settings.Locks.StallBudget);
        return await scriptRun.RunAsync((session, first, token) => RecordAsync(run, session, first, migration, scriptRun.Seconds, token), ct);
    }

    /// <summary>Applied as a whole, or begun: parts of a script with several transactions are there without a version row.</summary>
    private static async Task<bool> IsThereAsync(Run run, Migration migration, CancellationToken ct)
    {
        await using var session = await run.Database.OpenAsync(ct);
        if (await run.VersionTable.HasAsync(session, migration.Version, ct))
        {
            return true;
        }

        return await session.QuerySingleAsync("relation_exists", row => row.Claim("Exists"), ct, "whimbrel.batches")
            && await session.QuerySingleAsync("has_begun", row => row.Claim("HasBegun"), ct, run.Facts.Id, migration.Version, "script");
    }

    private static async Task RecordAsync(Run run, Session session, IReadOnlyList<SqlCommand> first, Migration migration, double seconds, CancellationToken ct)
    {
        await session.ExecuteTogetherAsync(first, ct);
        await History.EnsureAsync(session, ct);
        await run.VersionTable.RemoveAsync(session, migration.Version, ct);
        var progress = CatalogQuery.Text("delete_progress", session.ServerMajor);
        await session.ExecuteTogetherAsync(
            [
                History.Record(session, ApplyMigration.RowFor(run, migration, migration.Rollback!, History.RolledBack, seconds)),
                .. _kinds.Select(kind => new SqlCommand(progress, run.Facts.Id, migration.Version, kind)),
            ],
            ct);
    }

    private static NoWayBackException Irreversible(Migration migration) => new(
        $"{migration.Name} has no way back by script: {(migration.Irreversible is { } why ? $"it is irreversible ({why})" : "it has no rollback script")}",
        "go on with 'whimbrel resume', or restore the backup that the record names.");
}
