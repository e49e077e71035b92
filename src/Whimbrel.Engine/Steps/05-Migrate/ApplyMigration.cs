using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Steps.Migrate;

/// <summary>Step 5: the migration's script and its version row, in one transaction.</summary>
public sealed class ApplyMigration(Migration migration) : IStep
{
    public Phase Phase => Phase.Migrate;

    public string Title => $"apply {migration.Name}";

    public string Key => KeyOf(migration.Version);

    public static string KeyOf(string version) => $"{nameof(ApplyMigration)} {version}";

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct)
    {
        var parts = ScriptPart.Of(migration.Script);
        var how = parts is [{ IsTransaction: true }] ? "in one transaction with its version row" : $"in {parts.Count} parts, each recorded";
        return Task.FromResult(new StepPlan(
            $"Runs {migration.FileName} ({migration.Script.StatementCount} statements) {how}; one wait for a lock lasts at most {Settings.Duration.Say(run.Settings.Locks.StallBudget)}, all tries together at most {Settings.Duration.Say(run.Settings.Locks.Deadline)}.",
            [.. migration.Script.Statements.Select(s => s.Text)],
            run.LocksOf(migration.Script),
            RollBackMigration.WayBack(run, migration))
        {
            PredictedMs = run.Measured?.MsOf(migration.FileName),
        });
    }

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        if (await FindAppliedAsync(run, ct) is { } applied)
        {
            return applied.Run == run.Facts.Id
                ? new StepResult.Done($"{migration.Version} was applied by this run already", Facts(new AppliedScript(migration.Version, migration.FileName, migration.Script.NormalizedSha256, 0, 0, [], [])))
                : new StepResult.Blocked($"{migration.Version} was applied by somebody else at {applied.AppliedAt:HH:mm:ss} UTC", "look with 'whimbrel status' what the database holds now.", ExitCode.WentBack);
        }

        var script = new ScriptRun(run, Key, "script", migration, migration.Script, run.Settings.Locks.StallBudget);
        var facts = await script.RunAsync((session, first, token) => RecordAsync(run, session, first, script.Seconds, token), ct);
        var statements = facts.Statements.Count == 1 ? "1 statement" : $"{facts.Statements.Count} statements";
        return new StepResult.Done($"{statements} and the version row committed{(facts.LockTries.Count > 0 ? $" after {facts.LockTries.Count} tries for a lock" : "")}", Facts(facts));
    }

    public Task<string?> UndoAsync(Run run, CancellationToken ct) => RollBackMigration.UndoAsync(run, migration, ct);

    private async Task<AppliedMigration?> FindAppliedAsync(Run run, CancellationToken ct)
    {
        await using var session = await run.Database.OpenAsync(ct);
        await session.RemembersRelationAsync(History.LastTable, ct);
        if (!await session.RemembersRelationAsync(run.VersionTable.Name.Quoted, ct) || !await run.VersionTable.HasAsync(session, migration.Version, ct))
        {
            return null;
        }

        var applied = await AppliedMigration.ReadAsync(session, run.VersionTable, ct);
        return applied.FirstOrDefault(a => MigrationVersion.AreEqual(a.Version, migration.Version));
    }

    private async Task RecordAsync(Run run, Session session, IReadOnlyList<SqlCommand> first, double seconds, CancellationToken ct)
    {
        // Every round trip counts while locks are held: what was seen to be there is looked for again only behind a script that might have taken it away.
        if (!PlainScript.Is(migration.Script) || !session.Seen.ContainsKey(History.LastTable) || !session.Seen.ContainsKey(run.VersionTable.Name.Quoted))
        {
            await session.ExecuteTogetherAsync(first, ct);
            first = [];
            await History.EnsureAsync(session, ct);
            await run.VersionTable.EnsureAsync(session, ct);
        }

        await session.ExecuteTogetherAsync(
            [
                .. first,
                run.VersionTable.Record(session, migration.Version),
                History.Record(session, RowFor(run, migration, migration.Script, History.Applied, seconds)),
                new SqlCommand(CatalogQuery.Text("delete_progress", session.ServerMajor), run.Facts.Id, migration.Version, "script"),
            ],
            ct);
    }

    internal static HistoryRow RowFor(Run run, Migration migration, Script script, string direction, double seconds) => new(
        migration.Version,
        migration.Name,
        direction,
        run.Facts.Id,
        seconds,
        script.Text ?? "-- too large to be kept here: its checksums tell whether a file is the same",
        script.RawSha256,
        script.NormalizedSha256,
        Script.ChecksumAlgorithm,
        run.Facts.Commit,
        run.Facts.PerformedBy,
        run.Facts.Host);

    private static JsonElement Facts(AppliedScript facts) => JsonSerializer.SerializeToElement(facts, JournalJson.Default.AppliedScript);
}
