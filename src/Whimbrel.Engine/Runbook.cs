using System.Diagnostics;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Steps.Analyze;
using Whimbrel.Engine.Steps.Assess;
using Whimbrel.Engine.Steps.Backup;
using Whimbrel.Engine.Steps.Document;
using Whimbrel.Engine.Steps.Downtime;
using Whimbrel.Engine.Steps.Migrate;
using Whimbrel.Engine.Steps.MigrateData;
using Whimbrel.Engine.Steps.Plan;
using Whimbrel.Engine.Steps.Prepare;
using Whimbrel.Engine.Steps.RecordVersion;
using Whimbrel.Engine.Steps.Restore;
using Whimbrel.Engine.Steps.Verify;
using Whimbrel.Engine.Steps.Watch;

namespace Whimbrel.Engine;

/// <summary>The whole migration, in order, one line a step. Read this first.</summary>
public static class Runbook
{
    /// <summary>The steps of a migration.</summary>
    /// <param name="downtime">zero, minimal or full.</param>
    public static IReadOnlyList<IStep> Migrate(IReadOnlyList<Migration> migrations, string downtime) =>
    [
        new AssessDatabase(),
        new RecordBaseline(),
        new BackUpDatabase(),
        new PrepareScripts(),
        new RehearseMigrations(),
        new WritePlan(),
        .. TakeOutOfService(downtime),
        .. migrations.SelectMany(ForEach),
        new AnalyzeTables(),
        new VerifyMigration(),
        .. PutBackIntoService(downtime),
        new WatchApplication(),
        new DocumentMigration(),
    ];

    private static IStep[] TakeOutOfService(string downtime) => downtime switch
    {
        "zero" => [],
        "minimal" => [new ShowMaintenance(), new DrainConnections()],
        _ => [new ShowMaintenance(), new StopApplication(), new DrainConnections()],
    };

    private static IStep[] PutBackIntoService(string downtime) => downtime switch
    {
        "zero" => [],
        "minimal" => [new AllowConnections(), new HideMaintenance()],
        _ => [new AllowConnections(), new StartApplication(), new HideMaintenance()],
    };

    /// <summary>What is done for each migration before the next one begins: a later script may need an earlier one's data.</summary>
    private static IStep[] ForEach(Migration migration) =>
    [
        new ApplyMigration(migration),
        new MigrateData(migration),
        new RecordVersion(migration),
    ];

    /// <summary>The scripts alone, for development and CI: nothing is backed up, nobody is asked, nothing is watched.</summary>
    public static IReadOnlyList<IStep> Apply(IReadOnlyList<Migration> migrations) =>
    [
        new PrepareScripts(),
        .. migrations.SelectMany(ScriptsOf),
        new RunVerifyScripts(),
    ];

    private static IStep[] ScriptsOf(Migration migration) =>
        migration.Data is null ? [new ApplyMigration(migration)] : [new ApplyMigration(migration), new MigrateData(migration)];

    /// <summary>The steps of a rollback.</summary>
    public static IReadOnlyList<IStep> RollBack(IReadOnlyList<Migration> migrations) =>
    [
        new AssessDatabase(),
        new BackUpDatabase(),
        new PrepareScripts(),
        new WritePlan(),
        .. migrations.Select(m => new RollBackMigration(m)),
        new VerifyRollback(),
        new DocumentMigration(),
    ];

    /// <summary>The steps of a restore from a backup: beside the live database and swapped with it, or into itself.</summary>
    public static IReadOnlyList<IStep> Restore(bool inPlace) => inPlace
        ? [new CheckBackup(), new RestoreInPlace(), new CompareRestored(), new VerifyRestore(), new DocumentMigration()]
        : [new CheckBackup(), new RestoreBeside(), new CompareRestored(), new SwapDatabases(), new VerifyRestore(), new DocumentMigration()];

    public static IReadOnlyList<IStep> For(RunCommand command, IReadOnlyList<Migration> migrations, string downtime) => command switch
    {
        RunCommand.Migrate => Migrate(migrations, downtime),
        RunCommand.Apply => Apply(migrations),
        _ => RollBack(migrations),
    };

    /// <summary>The loop: announce, run, record, next. What is done already, by the journal, is not done again.</summary>
    /// <exception cref="OperatorException">When a step stands in the way; the journal has it.</exception>
    public static async Task ExecuteAsync(Run run)
    {
        var steps = run.Steps;
        run.Downtime.TakeUp(run);
        RecordBaseline.TakeUp(run);
        foreach (var (step, number) in steps.Select((s, i) => (s, i + 1)).Where(s => !run.State.IsDone(s.s.Key)))
        {
            var ct = run.Interruption.Token;
            ct.ThrowIfCancellationRequested();
            await run.AssertHeldAsync(ct);
            DowntimeBudget.AssertSuffices(run, step);
            if (IsSkipped(run, step))
            {
                run.Journal.Append(JournalEvent.Skipped, step.Key, "left out by name");
                run.Output.StepEnds(step, new StepResult.Skipped("left out by name"), TimeSpan.Zero);
                continue;
            }

            run.Output.StepBegins(step, number, steps.Count);
            run.Journal.Append(JournalEvent.Intent, step.Key, step.Title, (await step.PlanAsync(run, ct)).WayBack);
            var clock = Stopwatch.StartNew();
            var result = await step.RunAsync(run, ct);
            run.Journal.Append(EventOf(result), step.Key, result.Summary, data: result.Facts);
            run.Output.StepEnds(step, result, clock.Elapsed);
            if (result is StepResult.Blocked blocked)
            {
                throw new OperatorException(blocked.Summary, blocked.Hint, blocked.Because);
            }
        }
    }

    /// <summary>A step is left out by its class's name or its short one; what may not be left out never is.</summary>
    public static bool IsSkipped(Run run, IStep step) =>
        step.MaySkip && (run.IsSkipped(step.GetType().Name) || run.IsSkipped(step.ShortName));

    /// <summary>Which phase a step's class belongs to; null for a name that is no step.</summary>
    public static Phase? PhaseOf(string name) => Phases.TryGetValue(name, out var phase) ? phase : null;

    /// <summary>Every step's class name and its phase.</summary>
    public static IReadOnlyDictionary<string, Phase> Phases { get; } = new Dictionary<string, Phase>(StringComparer.Ordinal)
    {
        [nameof(AssessDatabase)] = Phase.Assess,
        [nameof(RecordBaseline)] = Phase.Assess,
        [nameof(BackUpDatabase)] = Phase.Backup,
        [nameof(PrepareScripts)] = Phase.Prepare,
        [nameof(RehearseMigrations)] = Phase.Prepare,
        [nameof(WritePlan)] = Phase.Plan,
        [nameof(ApplyMigration)] = Phase.Migrate,
        [nameof(RollBackMigration)] = Phase.Migrate,
        [nameof(ShowMaintenance)] = Phase.Downtime,
        [nameof(StopApplication)] = Phase.Downtime,
        [nameof(DrainConnections)] = Phase.Downtime,
        [nameof(AllowConnections)] = Phase.Downtime,
        [nameof(StartApplication)] = Phase.Downtime,
        [nameof(HideMaintenance)] = Phase.Downtime,
        [nameof(MigrateData)] = Phase.Data,
        [nameof(RecordVersion)] = Phase.Version,
        [nameof(AnalyzeTables)] = Phase.Analyze,
        [nameof(VerifyMigration)] = Phase.Verify,
        [nameof(RunVerifyScripts)] = Phase.Verify,
        [nameof(VerifyRollback)] = Phase.Verify,
        [nameof(CheckBackup)] = Phase.Backup,
        [nameof(RestoreBeside)] = Phase.Prepare,
        [nameof(CompareRestored)] = Phase.Verify,
        [nameof(SwapDatabases)] = Phase.Migrate,
        [nameof(RestoreInPlace)] = Phase.Migrate,
        [nameof(VerifyRestore)] = Phase.Verify,
        [nameof(WatchApplication)] = Phase.Watch,
        [nameof(DocumentMigration)] = Phase.Document,
    };

    private static JournalEvent EventOf(StepResult result) => result switch
    {
        StepResult.Done => JournalEvent.Outcome,
        StepResult.Skipped => JournalEvent.Skipped,
        _ => JournalEvent.Failed,
    };
}
