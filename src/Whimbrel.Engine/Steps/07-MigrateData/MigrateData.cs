using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Steps.Migrate;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.MigrateData;

/// <summary>Step 7: the migration's data script, recorded as done in its own transaction.</summary>
public sealed class MigrateData(Migration migration) : IStep
{
    public Phase Phase => Phase.Data;

    public string Title => $"migrate the data of {migration.Name}";

    public string Key => KeyOf(migration.Version);

    public bool MaySkip => true;

    public static string KeyOf(string version) => $"{nameof(MigrateData)} {version}";

    public Task<StepPlan> PlanAsync(Run run, CancellationToken ct) => Task.FromResult(migration.Data is not { } script
        ? new StepPlan($"{migration.Name} has no data script.")
        : new StepPlan(
            $"Runs {Path.GetFileName(script.Path)} ({script.StatementCount} statements); one wait for a row lasts at most {Duration.Say(run.Settings.Locks.RowWait)}.",
            [.. script.Statements.Select(s => s.Text)],
            run.LocksOf(script),
            ScriptPart.Of(script).Count == 1 ? "the data script is rolled back: it is one transaction" : "the running part of the data script is rolled back; what its earlier parts committed is left to the rollback script")
        {
            PredictedMs = run.Measured?.MsOf(Path.GetFileName(script.Path)),
        });

    public async Task<StepResult> RunAsync(Run run, CancellationToken ct)
    {
        if (migration.Data is not { } script)
        {
            return new StepResult.Skipped("no data script");
        }

        if (await IsDoneAsync(run, ct))
        {
            return new StepResult.Done("the data were migrated by this run already");
        }

        var scriptRun = new ScriptRun(run, Key, "data", migration, script, run.Settings.Locks.RowWait);
        var facts = await scriptRun.RunAsync((session, first, token) => RecordAsync(run, session, first, token), ct);
        var rate = facts.Seconds > 0.001 ? $", {facts.Rows / facts.Seconds:N0} rows/s" : "";
        return new StepResult.Done($"{facts.Rows:N0} rows{rate}", JsonSerializer.SerializeToElement(facts, JournalJson.Default.AppliedScript));
    }

    private Task RecordAsync(Run run, Session session, IReadOnlyList<SqlCommand> first, CancellationToken ct) => session.ExecuteTogetherAsync(
        [
            .. first,
            new SqlCommand(CatalogQuery.Text("mark_data_migrated", session.ServerMajor), migration.Version),
            new SqlCommand(CatalogQuery.Text("delete_progress", session.ServerMajor), run.Facts.Id, migration.Version, "data"),
        ],
        ct);

    private async Task<bool> IsDoneAsync(Run run, CancellationToken ct)
    {
        await using var session = await run.Database.OpenAsync(ct);
        var applied = await AppliedMigration.ReadAsync(session, run.VersionTable, ct);
        return applied.Any(a => MigrationVersion.AreEqual(a.Version, migration.Version) && a.DataMigratedAt is not null);
    }
}
