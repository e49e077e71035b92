using Whimbrel.Engine.Application;
using Whimbrel.Engine.Docker;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Notifications;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Rehearsals;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Downtime;
using Whimbrel.Engine.Steps.Prepare;
using Whimbrel.Engine.Telemetry;

namespace Whimbrel.Engine;

/// <summary>Which runbook is executed.</summary>
public enum RunCommand
{
    Migrate,
    Apply,
    Rollback,
    Restore,
}

/// <summary>One execution of the runbook: everything that its steps may know. What has happened stands in the journal, not here.</summary>
public sealed record Run
{
    public required RunCommand Command { get; init; }

    /// <summary>What the run was begun with; the same after a resume.</summary>
    public required RunFacts Facts { get; init; }

    public required WhimbrelSettings Settings { get; init; }

    public required Database Database { get; init; }

    public required VersionTable VersionTable { get; init; }

    /// <summary>The migrations of this run, in the order in which they are done.</summary>
    public required IReadOnlyList<Migration> Migrations { get; init; }

    /// <summary>Gives the run's lock back, where its connection stands in the way: nobody else can connect then.</summary>
    public Func<Task> YieldLockAsync { get; init; } = () => Task.CompletedTask;

    /// <summary>Takes the run's lock once more.</summary>
    public Func<Task> TakeLockAgainAsync { get; init; } = () => Task.CompletedTask;

    /// <summary>Fails when the run's lock was lost: asked before each step, and before each commit.</summary>
    public required Func<CancellationToken, Task> AssertHeldAsync { get; init; }

    public required RunJournal Journal { get; init; }

    public required IApplication Application { get; init; }

    /// <summary>Where services are; asked only when the configuration names one.</summary>
    public required Swarm Swarm { get; init; }

    public required IRunOutput Output { get; init; }

    public required Interruption Interruption { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>What the rules and the lock model say of the migrations that are still to be done.</summary>
    public MigrationReview Review { get; init; } = MigrationReview.Nothing;

    /// <summary>Looks at what each statement does; null but in a rehearsal, where nobody else is there to wait.</summary>
    public StatementObserver? Observer { get; init; }

    /// <summary>How long a query of the application may wait for this run; where it is out of service, the downtime's budget bounds that.</summary>
    public TimeSpan StallBudget => Facts.Downtime == "zero" ? Settings.Locks.StallBudget : Settings.Downtime.Budget;

    /// <summary>What goes on beside the steps while the application is out of service.</summary>
    public DowntimeWatch Downtime { get; init; } = new();

    /// <summary>Asks the application all the time, from the baseline to the end of the run.</summary>
    public required LatencyProber Prober { get; init; }

    /// <summary>Tells others what happens.</summary>
    public Notifier Notifier { get; init; } = Notifier.None;

    /// <summary>Sends the run to a collector when it ends.</summary>
    public RunTelemetry Telemetry { get; init; } = RunTelemetry.None;

    /// <summary>What this run's own rehearsal has seen; null where there was none.</summary>
    public RehearsalFacts? Rehearsal => Journal.Outcome(nameof(RehearseMigrations), JournalJson.Default.RehearsalFacts);

    /// <summary>The last rehearsal of the same scripts against the same database, for a plan; null where there was none.</summary>
    public StoredRehearsal? Rehearsed { get; init; }

    /// <summary>What is known by measurement: of this run, else of the last rehearsal.</summary>
    internal RehearsalFacts? Measured => Rehearsal ?? Rehearsed?.Facts;

    public JournalState State => new(Journal.Entries);

    public IReadOnlyList<IStep> Steps => Command == RunCommand.Restore ? Runbook.Restore(Facts.Restore!.InPlace) : Runbook.For(Command, Migrations, Facts.Downtime);

    /// <summary>What a script locks of what others use, each relation with its strongest mode: as it was seen on the copy, else as the model says.</summary>
    internal IReadOnlyList<string> LocksOf(Sql.Script script) => Measured?.LocksOf(Path.GetFileName(script.Path)) ?? Review.LocksOf(script);

    /// <summary>Whether the operator left a step or a finding out by name.</summary>
    public bool IsSkipped(string name) => Facts.Skip.Contains(name, StringComparer.OrdinalIgnoreCase);
}
