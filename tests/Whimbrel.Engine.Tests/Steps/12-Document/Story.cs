using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Rehearsals;
using Whimbrel.Engine.Steps.Analyze;
using Whimbrel.Engine.Steps.Assess;
using Whimbrel.Engine.Steps.Backup;
using Whimbrel.Engine.Steps.Document;
using Whimbrel.Engine.Steps.Migrate;
using Whimbrel.Engine.Steps.Verify;
using Whimbrel.Engine.Steps.Watch;

namespace Whimbrel.Engine.Tests.Steps;

/// <summary>Tells a run to a journal in memory, with a clock that goes as it is told.</summary>
internal sealed class Story : IDisposable
{
    private readonly Clock _clock = new();
    private readonly RunJournal _journal;

    public Story(RunFacts facts)
    {
        _journal = RunJournal.InMemory(_clock);
        _journal.Append(JournalEvent.Run, "", "begin", data: Json(facts, JournalJson.Default.RunFacts));
    }

    public RunRecord Record => RecordBuilder.Build($"/state/runs/{Given.Facts.Id}", _journal.Entries);

    public static BackupFacts Backup { get; } = new(
        "/backups/postgres-pre-migration-20260314-220000-ab12.dump", 12_902_400, Given.Checksum, 3.2, Verified: true, null, "hosting_db", "15.6", "15.6", "custom", new Clock().Now, "Pre-migration backup", ["20240215_add_user_preferences"]);

    /// <summary>What the example's statements did on a copy.</summary>
    public static RehearsalFacts Rehearsal { get; } = new(
        "/backups/postgres-pre-migration-20260314-220000-ab12.dump",
        2.5,
        6,
        [
            new RehearsedMigration(
                "20240215",
                "20240215_add_user_preferences",
                620,
                [
                    new RehearsedStatement("20240215_add_user_preferences.sql", 5, "CREATE TABLE user_preferences", 12, 9, -1, IsObserved: true, [new ObservedLock("public.users", "ShareRowExclusiveLock", "table")], [], 4096, 8192, 0, 0),
                    new RehearsedStatement("20240215_add_user_preferences.sql", 12, "CREATE INDEX a|b", 8, 6, -1, IsObserved: true, [], [], 4096, 8192, 0, 0),
                    new RehearsedStatement("20240215_add_user_preferences_data.sql", 6, "INSERT INTO user_preferences", 600, 580, 90_000, IsObserved: true, [new ObservedLock("public.users", "RowShareLock", "table")], [], 1_000_000, 8_000_000, 0, 0),
                ],
                new RehearsedRollback(Proven: true, 40, [])),
        ])
    {
        Queries = new RehearsedQueries(2, [], [], null),
    };

    /// <summary>The runbook's example, to its last step.</summary>
    public static Story OfMigration(RunFacts facts)
    {
        var findings = new[] { new Finding("long-sessions", Severity.Warning, "pid 7 (anna, psql) has run for 5 min 1 s", "wait") };
        var blocker = new Blocker(7, "anna", "psql", "idle in transaction", 2.5, "LOCK TABLE users") { Kind = "client backend" };
        var script = new AppliedScript("20240215", "20240215_add_user_preferences.sql", Given.Checksum, 0.4, 0, [new RanStatement(5, "CREATE TABLE user_preferences", 0.01, -1), new RanStatement(12, "CREATE INDEX a|b", 0.02, -1)], [new LockTry(1, 0.1, [blocker])]);
        var data = new AppliedScript("20240215", "20240215_add_user_preferences_data.sql", Given.Checksum, 2, 100_000, [new RanStatement(6, "INSERT INTO user_preferences", 2, 100_000)], []);
        var story = new Story(facts);
        story.Step("AssessDatabase", "assess the database", 0.4, "PostgreSQL 15.6, 118 MB", Json(Given.Assessment with { Findings = findings }, JournalJson.Default.Assessment));
        story.Step("BackUpDatabase", "back up the database", 3.2, "every byte read back", Json(Backup, JournalJson.Default.BackupFacts));
        story.Add(JournalEvent.Note, "ApplyMigration 20240215", "waits for a lock: 20240215_add_user_preferences.sql", Json(script.LockTries[0], JournalJson.Default.LockTry));
        story.Step("ApplyMigration 20240215", "apply 20240215_add_user_preferences", 0.4, "2 statements", Json(script, JournalJson.Default.AppliedScript), "runs the rollback script");
        story.Step("MigrateData 20240215", "migrate the data of 20240215_add_user_preferences", 2, "100,000 rows", Json(data, JournalJson.Default.AppliedScript), "the rollback script");
        return story.Begin("AnalyzeTables", "analyze the affected tables").Add(JournalEvent.Skipped, "AnalyzeTables", "left out by name");
    }

    public Story Step(string key, string title, double seconds, string summary, JsonElement? data = null, string? undo = null)
    {
        Begin(key, title, undo);
        Pass(seconds);
        _journal.Append(JournalEvent.Outcome, key, summary, data: data);
        return this;
    }

    public Story Begin(string key, string title, string? undo = null)
    {
        _journal.Append(JournalEvent.Intent, key, title, undo);
        return this;
    }

    public Story Add(JournalEvent what, string key, string text, JsonElement? data = null)
    {
        _journal.Append(what, key, text, data: data);
        return this;
    }

    public Story Pass(double seconds)
    {
        _clock.Pass(seconds);
        return this;
    }

    public Story Analyzed() => Step("AnalyzeTables", "analyze the affected tables", 1, "users", Json(
        new AnalyzedTables([new AnalyzedTable("users", Vacuumed: false, 1, 120_000, 3, new Clock().Now, null)]), JournalJson.Default.AnalyzedTables));

    public Story Verified(string step = "VerifyMigration") => Step(step, "verify the migration", 0.2, "2 checks passed", Verification(isGood: true));

    public Story Watched() => Step("WatchApplication", "watch the application", 3600, "healthy", Json(
        new WatchResult([new WatchSample(new Clock().Now, true, 12, "ok", 12, 100, 0, 0.4, 0, 0.99)], "healthy", null, 3600), JournalJson.Default.WatchResult));

    public Story Ended(string status, ExitCode exitCode, string? reason = null)
    {
        _journal.Append(JournalEvent.End, "", status, data: Json(new RunEnd(status, (int)exitCode, reason), JournalJson.Default.RunEnd));
        return this;
    }

    public static JsonElement Verification(bool isGood) => Json(
        new Verification([new Check("version 20240215", Ok: true, "recorded in schema_migrations"), new Check("health", isGood, "http://localhost/health answered 200 in 12 ms")], 0.991, []), JournalJson.Default.Verification);

    public void Dispose() => _journal.Dispose();

    private static JsonElement Json<T>(T facts, JsonTypeInfo<T> type) => JsonSerializer.SerializeToElement(facts, type);
}
