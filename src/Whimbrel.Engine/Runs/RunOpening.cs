using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Whimbrel.Engine.Application;
using Whimbrel.Engine.Approvals;
using Whimbrel.Engine.Docker;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Notifications;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Rehearsals;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Backup;
using Whimbrel.Engine.Steps.Migrate;
using Whimbrel.Engine.Steps.Plan;
using Whimbrel.Engine.Telemetry;
using Whimbrel.Sql.Rules;

namespace Whimbrel.Engine.Runs;

/// <summary>Begins a run: everything that can be refused is refused here, before the journal's first line.</summary>
public sealed class RunOpening(WhimbrelSettings settings, IRunOutput output, TimeProvider time, Interruption interruption)
{
    public static string ProgramVersion { get; } =
        typeof(RunOpening).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private StateFolder State => new(settings.StatePath);

    /// <summary>What a connection of ours is called on the server; 63 bytes are all that it keeps.</summary>
    public static string ApplicationName(string command, string? run)
    {
        var name = $"whimbrel {command}{(run is null ? "" : " " + run)} {Environment.MachineName}:{Environment.ProcessId}";
        return name.Length <= 63 ? name : name[..63];
    }

    /// <summary>Connects, takes the lock, reads the state again under it, plans every step, asks, and writes the journal's first line.</summary>
    /// <returns>Null when there is nothing to do.</returns>
    /// <exception cref="OperatorException">For everything that forbids the run.</exception>
    public async Task<OpenRun?> BeginAsync(RunRequest request, CancellationToken ct)
    {
        RunRequest.AssertSkippable(request.Skip);
        State.Prepare();
        if (settings.Migrations.GitPull)
        {
            await GitCheckout.PullAsync(settings.Migrations, ct);
        }

        var folder = MigrationFolder.Read(settings.Migrations.Path);
        AssertParsed(folder);
        var id = NewId();
        var database = await Database.ConnectAsync(settings.Database, ApplicationName(request.Command.ToString().ToLowerInvariant(), id), settings.Locks.StallBudget, ct);
        try
        {
            var held = await RunLock.TakeAsync(database, ct);
            try
            {
                var run = await PrepareAsync(request, id, database, folder, ct);
                return run is null ? await GiveUpAsync(held, database) : OpenRun.Of(run, held);
            }
            catch
            {
                await held.DisposeAsync();
                throw;
            }
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>The plan of what is pending, without the lock and without a trace.</summary>
    public async Task<PlanDocument?> PlanAsync(RunRequest request, CancellationToken ct)
    {
        RunRequest.AssertSkippable(request.Skip);
        var folder = MigrationFolder.Read(settings.Migrations.Path);
        AssertParsed(folder);
        await using var database = await Database.ConnectAsync(settings.Database, ApplicationName("plan", null), settings.Locks.StallBudget, ct, isReadOnly: true);
        var facts = await DecideAsync(request with { Ask = null, Wishes = request.Wishes with { ConfirmDestructive = true } }, NewId(), database, folder, ct);
        return facts is { } decided ? await WritePlan.MakeAsync(Planned(decided, request.Command, database), ct) : null;
    }

    /// <summary>Runs what is pending on a restored copy: of a backup that is taken now, or of one that is named. The run's lock is held meanwhile.</summary>
    /// <param name="archive">A backup, or null to take one.</param>
    /// <returns>Null when nothing is pending.</returns>
    public async Task<RehearsalFacts?> RehearseAsync(RunRequest request, string? archive, CancellationToken ct)
    {
        var folder = MigrationFolder.Read(settings.Migrations.Path);
        AssertParsed(folder);
        State.Prepare();
        await using var database = await Database.ConnectAsync(settings.Database, ApplicationName("rehearse", null), settings.Locks.StallBudget, ct);
        await using var held = await RunLock.TakeAsync(database, ct);
        if (await DecideAsync(request, NewId(), database, folder, ct) is not { } decided)
        {
            return null;
        }

        var run = Planned(decided, request.Command, database);
        var rehearsed = await MigrationRehearsal.RunAsync(run, archive ?? await BackUpAsync(run, ct), ct);
        StoredRehearsal.Keep(run, rehearsed);
        return rehearsed;
    }

    /// <summary>Builds a run from its facts; a resume does the same with the facts of its journal.</summary>
    public Run Build(RunFacts facts, RunCommand command, Database database, IReadOnlyList<Migration> migrations, RunJournal journal)
    {
        var swarm = new Swarm(settings.Docker);
        return new Run
        {
            Command = command,
            Facts = facts,
            Settings = settings,
            Database = database,
            VersionTable = new VersionTable(settings.Migrations.VersionTable),
            Migrations = migrations,
            AssertHeldAsync = _ => Task.CompletedTask,
            Journal = journal,
            Application = Applications.Of(settings, swarm),
            Swarm = swarm,
            Output = Follow(journal),
            Notifier = new Notifier(settings.Notify),
            Telemetry = new RunTelemetry(settings.Telemetry),
            Prober = new LatencyProber(output.Warn, time),
            Interruption = interruption,
            Time = time,
        };
    }

    /// <summary>A run of one step that leaves no journal.</summary>
    internal Run BuildSolo(string command, Database database)
    {
        var facts = new RunFacts(
            NewId(), command, database.Identity, database.Address.ToString(), null, null, [], "zero", 0, [], [], Environment.UserName, Environment.MachineName, Environment.ProcessId, null, ProgramVersion, []);
        return Build(facts, RunCommand.Migrate, database, [], RunJournal.InMemory(time));
    }

    /// <summary>What is only planned leaves no trace.</summary>
    private IRunOutput Follow(RunJournal journal) => journal.Folder is { } folder ? new FollowedOutput(output, folder, time) : output;

    private Run Planned((RunFacts Facts, IReadOnlyList<Migration> Migrations, MigrationReview Review) decided, RunCommand command, Database database)
    {
        var run = Build(decided.Facts, command, database, decided.Migrations, RunJournal.InMemory(time)) with { Review = decided.Review };
        return run with { Rehearsed = StoredRehearsal.Find(run) };
    }

    private static async Task<string> BackUpAsync(Run run, CancellationToken ct)
    {
        var step = new BackUpDatabase();
        await step.PlanAsync(run, ct);
        var result = await step.RunAsync(run, ct);
        return result.Facts!.Value.Deserialize(JournalJson.Default.BackupFacts)!.File;
    }

    private static async Task<OpenRun?> GiveUpAsync(RunLock held, Database database)
    {
        await held.DisposeAsync();
        await database.DisposeAsync();
        return null;
    }

    private async Task<Run?> PrepareAsync(RunRequest request, string id, Database database, MigrationFolder folder, CancellationToken ct)
    {
        if (State.OpenRun(database.Identity) is { } open)
        {
            throw new OperatorException(
                $"run {open.State.Facts!.Id} of {database.Address} has no end yet (it stopped at {open.State.RunningStep ?? "the step that failed"}); nothing was changed",
                "go on with it: 'whimbrel resume', or go back: 'whimbrel abort'.");
        }

        if (await DecideAsync(request, id, database, folder, ct) is not { } decided)
        {
            return null;
        }

        var planned = Planned(decided, request.Command, database);
        var plan = await WritePlan.MakeAsync(planned, ct);
        if (request.Plan is { } approved)
        {
            PlanHash.AssertApproved(approved, plan.Hash!);
        }

        AssertWaysBack(request, decided.Migrations);
        if (request.Ask is not null && !request.Ask(await QuestionAsync(planned, plan, ct)))
        {
            throw new OperatorException("you said no; nothing was changed", null, ExitCode.Refused);
        }

        var journal = RunJournal.Create(State.RunPath(id), time);
        journal.Append(JournalEvent.Run, "", $"{decided.Facts.Command} {decided.Facts.PreviousVersion ?? "none"} → {decided.Facts.TargetVersion ?? "none"}", data: JsonSerializer.SerializeToElement(decided.Facts, JournalJson.Default.RunFacts));
        return planned with { Journal = journal, Output = Follow(journal) };
    }

    private async Task<(RunFacts Facts, IReadOnlyList<Migration> Migrations, MigrationReview Review)?> DecideAsync(RunRequest request, string id, Database database, MigrationFolder folder, CancellationToken ct)
    {
        await Rights.AssertAsync(database, new VersionTable(settings.Migrations.VersionTable), ct);
        await using var session = await database.OpenAsync(ct);
        var applied = await AppliedMigration.ReadAsync(session, new VersionTable(settings.Migrations.VersionTable), ct);
        var (migrations, target) = request.Command == RunCommand.Rollback
            ? RollbackChoice.Of(folder, applied, request.Wishes.To)
            : ChoosePending(folder, applied, request);
        if (migrations.Count == 0)
        {
            return null;
        }

        var review = await MigrationReview.OfAsync(database, migrations, ct);
        // Only migrate takes the application out of service; the others leave it as it is.
        var needed = request.Command == RunCommand.Migrate ? review.Downtime : Downtime.Zero;
        var downtime = request.Command == RunCommand.Migrate ? request.Downtime ?? needed.Name : "zero";
        if (ScriptDowntime.TypeOf(downtime) < needed.Type)
        {
            throw new OperatorException(
                $"{Path.GetFileName(needed.File)}:{needed.Line}: {needed.Name} downtime is needed, and {downtime} was asked for: {needed.Because}; nothing was changed",
                $"run with --downtime {needed.Name}, or take the safe way that 'whimbrel check' shows.");
        }

        return (new RunFacts(
            id,
            request.Command.ToString().ToLowerInvariant(),
            database.Identity,
            database.Address.ToString(),
            applied.Count == 0 ? null : applied[^1].Version,
            target,
            [.. migrations.Select(m => new PlannedVersion(m.Version, m.Name, m.Checksums))],
            downtime,
            (request.WatchFor ?? settings.Watch.For).TotalSeconds,
            request.Skip,
            Confirmed(migrations, request),
            Environment.UserName,
            Environment.MachineName,
            Environment.ProcessId,
            await GitCheckout.FindCommitAsync(settings.Migrations.Path, ct),
            ProgramVersion,
            [.. folder.Ignored.Select(f => $"{Path.GetFileName(f)} has no version in its name and was left alone.")])
        {
            ApprovedPlan = request.Plan,
            Approvals = request.Approvals,
        }, migrations, review);
    }

    /// <summary>What no script takes back is asked for by name.</summary>
    private static void AssertWaysBack(RunRequest request, IReadOnlyList<Migration> migrations)
    {
        if (request.Command != RunCommand.Migrate)
        {
            return;
        }

        var without = migrations.Where(m => m.Rollback is null && !IsAccepted(request, m)).ToList();
        var refused = without.Where(m => request.Ask is null || !request.Ask($"{m.Name} has no way back once it is committed ({m.Irreversible}): only the backup would be left. Apply it all the same?")).ToList();
        if (refused.Count > 0)
        {
            throw new OperatorException(
                $"{string.Join(", ", refused.Select(m => $"{m.Name} has no way back ({m.Irreversible})"))}; nothing was changed",
                $"write a rollback script, or accept it by name: {string.Join(' ', refused.Select(m => $"--accept-no-way-back {m.Version}"))}.",
                ExitCode.Refused);
        }
    }

    private static bool IsAccepted(RunRequest request, Migration migration) =>
        new[] { migration.Version, migration.Name, Steps.Migrate.ApplyMigration.KeyOf(migration.Version) }.Intersect(request.AcceptNoWayBack, StringComparer.Ordinal).Any();

    private static (IReadOnlyList<Migration> Migrations, string? Target) ChoosePending(MigrationFolder folder, IReadOnlyList<AppliedMigration> applied, RunRequest request)
    {
        var choice = MigrationChoice.Of(folder, applied, request.Wishes);
        var problems = choice.Problems.Where(p => p.Rule != "destructive" || request.Ask is null || !request.Ask($"{Path.GetFileName(p.File)}:{p.Line}: {p.Message.Split(',')[0]}. Is that wanted?")).ToList();
        ScriptProblems.Refuse(problems);
        var current = applied.Count == 0 ? null : applied[^1].Version;
        var last = choice.Pending.Count == 0 ? null : choice.Pending[^1].Version;
        return (choice.Pending, last is null || (current is not null && MigrationVersion.Compare(current, last) > 0) ? current : last);
    }

    /// <summary>A script that the parser refuses stops everything, before a connection is made.</summary>
    private static void AssertParsed(MigrationFolder folder) => ScriptProblems.Refuse([.. folder.Problems.Where(p => p.Rule is "syntax" or "unreadable")]);

    private static List<string> Confirmed(IReadOnlyList<Migration> migrations, RunRequest request) =>
    [
        .. migrations.SelectMany(m => new[] { m.Script, m.Data }.OfType<Sql.Script>())
            .SelectMany(s => s.Statements.Where(x => x.Destroys is not null && request.Command != RunCommand.Rollback).Select(x => $"{Path.GetFileName(s.Path)}:{x.Line} {x.Destroys}")),
        .. request.Wishes.OutOfOrder.Select(v => $"{v} out of order"),
        .. request.Command == RunCommand.Migrate ? migrations.Where(m => m.Rollback is null).Select(m => $"{m.Version} without a way back") : [],
        .. request.Wishes.AcceptChanged.Select(v => $"{v} changed after it was applied"),
    ];

    private static async Task<string> QuestionAsync(Run run, PlanDocument plan, CancellationToken ct)
    {
        if (run.Command != RunCommand.Rollback)
        {
            return Checklist.SayBefore(plan.Checklist) + Question(run);
        }

        await using var session = await run.Database.OpenAsync(ct);
        var losses = await RollbackLoss.CountAsync(session, run.Migrations.Select(m => m.Rollback).OfType<Sql.Script>(), ct);
        return losses.Count == 0 ? Question(run) : $"This would be lost: {string.Join(", ", losses)}. {Question(run)}";
    }

    private static string Question(Run run) =>
        $"{(run.Command == RunCommand.Rollback ? "Roll back" : "Migrate")} {run.Database.Address} from {run.Facts.PreviousVersion ?? "none"} to {run.Facts.TargetVersion ?? "none"} ({string.Join(", ", run.Migrations.Select(m => m.Name))}), {run.Facts.Downtime} downtime?";

    /// <summary>The time to the millisecond, so that names sort as the runs began, and a digit for two databases that begin at once.</summary>
    internal string NewId() => $"{time.GetUtcNow():yyyyMMdd-HHmmss-fff}{RandomNumberGenerator.GetHexString(1, lowercase: true)}";
}
