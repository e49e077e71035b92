using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Locks;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Backup;
using Whimbrel.Engine.Steps.Downtime;
using Whimbrel.Engine.Steps.Migrate;
using Whimbrel.Sql;

namespace Whimbrel.Cli.Commands;

/// <summary>What <c>status --json</c> prints.</summary>
internal sealed record StatusDocument(string? Current, IReadOnlyList<StatusApplied> Applied, IReadOnlyList<StatusPending> Pending, StatusRun? Run, string Database, string ServerVersion)
{
    /// <summary>The newest backup, and how far it is proved; null where there is none in backup.path.</summary>
    public BackupFacts? Backup { get; init; }
}

internal sealed record StatusApplied(string Version, string? Name, DateTimeOffset AppliedAt);

internal sealed record StatusPending(string Version, string Name, string Downtime);

/// <param name="Alive">Whether a process holds the run's lock now; otherwise <c>resume</c> or <c>abort</c> is next.</param>
/// <param name="WayBack">What aborting now does.</param>
internal sealed record StatusRun(string Id, string Command, string? Step, string? Title, DateTimeOffset? StartedAt, double Seconds, bool Alive, string? Holder, string? Failure, string WayBack)
{
    /// <summary>The rows that stand now in what going back drops, in words.</summary>
    public IReadOnlyList<string> Loses { get; init; } = [];

    /// <summary>Since when clients are answered by the maintenance page; null while they are not.</summary>
    public DateTimeOffset? InMaintenanceSince { get; init; }
}

/// <summary><c>whimbrel status</c>: version, pending, and a run in progress with its way back.</summary>
internal static class StatusCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("status", "The version, what is pending, and a run in progress with its way back.");
        command.SetAction(async (parsed, _) =>
        {
            var settings = context.Settings(parsed);
            var status = await ReadAsync(context, settings);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(status, CliJson.Default.StatusDocument);
            }
            else
            {
                Write(status);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    internal static async Task<StatusDocument> ReadAsync(CommandContext context, WhimbrelSettings settings)
    {
        var ct = context.Interruption.Token;
        var folder = Directory.Exists(settings.Migrations.Path) ? MigrationFolder.Read(settings.Migrations.Path) : new MigrationFolder(settings.Migrations.Path, [], [], []);
        await using var database = await context.ConnectAsync(settings, "status");
        await using var session = await database.OpenAsync(ct);
        var applied = await AppliedMigration.ReadAsync(session, new VersionTable(settings.Migrations.VersionTable), ct);
        var holder = await RunLock.FindHolderAsync(session, ct);
        return new StatusDocument(
            applied.Count == 0 ? null : applied[^1].Version,
            [.. applied.Select(a => new StatusApplied(a.Version, a.Name ?? folder.Find(a.Version)?.Name, a.AppliedAt))],
            [.. folder.Migrations.Where(m => !applied.Any(a => MigrationVersion.AreEqual(a.Version, m.Version))).Select(m => new StatusPending(m.Version, m.Name, m.Downtime))],
            FindRun(context, settings, database, holder) is { } run ? run with { Loses = await RollbackLoss.CountAsync(session, RollbacksOf(run, settings, database, folder, applied), ct) } : null,
            database.Address.ToString(),
            database.Identity.ServerVersion)
        {
            Backup = BackupFile.Newest(settings.Backup.Path, database.Identity.Name),
        };
    }

    /// <summary>The scripts that an abort would run now: of what this run has applied.</summary>
    private static IEnumerable<Script> RollbacksOf(StatusRun run, WhimbrelSettings settings, Database database, MigrationFolder folder, IReadOnlyList<AppliedMigration> applied) =>
        run.Command == "rollback" || new StateFolder(settings.StatePath).OpenRun(database.Identity)?.State.Facts is not { } facts
            ? []
            : facts.Versions.Where(v => applied.Any(a => a.Run == facts.Id && MigrationVersion.AreEqual(a.Version, v.Version))).Select(v => folder.Find(v.Version)?.Rollback).OfType<Script>();

    private static StatusRun? FindRun(CommandContext context, WhimbrelSettings settings, Database database, LockHolder? holder)
    {
        if (new StateFolder(settings.StatePath).OpenRun(database.Identity) is not { } open)
        {
            return holder is null ? null : new StatusRun("", "", null, null, holder.Since, 0, Alive: true, holder.Application, null, "its journal is in another state folder: ask there");
        }

        var (state, facts) = (open.State, open.State.Facts!);
        var step = state.RunningStep;
        var title = open.Entries.LastOrDefault(e => e.Step == step && e.Event is JournalEvent.Intent or JournalEvent.UndoIntent)?.Text;
        return new StatusRun(
            facts.Id, facts.Command, step, title, state.StartedAt, (context.Time.GetUtcNow() - state.StartedAt).TotalSeconds, holder is not null, holder?.Application, state.Failure, WayBack.SayNow(state))
        {
            InMaintenanceSince = DowntimeNotes.InMaintenanceSince(open.Entries),
        };
    }

    private static void Write(StatusDocument status)
    {
        if (status.Run is { Id: "" } foreign)
        {
            Console.WriteLine($"RUNNING  {foreign.Holder}: {foreign.WayBack}");
        }
        else if (status.Run is { } run)
        {
            if (run.InMaintenanceSince is { } since)
            {
                Console.WriteLine($"MAINTENANCE  the site is in maintenance since {since:yyyy-MM-dd HH:mm:ss} UTC");
            }

            Console.WriteLine(run.Alive
                ? $"RUNNING  {run.Command} {run.Id} for {Duration.Say(TimeSpan.FromSeconds(run.Seconds))}, now: {run.Title ?? "between two steps"}"
                : $"STOPPED  {run.Command} {run.Id} has no end: {run.Failure ?? $"its process is gone, at: {run.Title ?? "between two steps"}"}");
            Console.WriteLine($"  way back  {run.WayBack}");
            if (run.Loses.Count > 0)
            {
                Console.WriteLine($"  it loses  {string.Join(", ", run.Loses)}");
            }

            Console.WriteLine(run.Alive ? "  next      Ctrl-C in its terminal goes back" : "  next      'whimbrel resume' goes on, 'whimbrel abort' goes back");
        }

        Console.WriteLine($"{status.Database}, PostgreSQL {status.ServerVersion}, version {status.Current ?? "none"}");
        foreach (var applied in status.Applied.TakeLast(5))
        {
            Console.WriteLine($"  applied  {applied.Version,-14} {applied.AppliedAt:yyyy-MM-dd HH:mm} UTC  {applied.Name}");
        }

        foreach (var pending in status.Pending)
        {
            Console.WriteLine($"  pending  {pending.Version,-14} {pending.Downtime} downtime  {pending.Name}");
        }

        if (status.Backup is { } backup)
        {
            Console.WriteLine($"  backup   {backup.TakenAt:yyyy-MM-dd HH:mm} UTC, {BackupLevels.Say(backup.Levels)}  {backup.File}");
        }

        if (status.Pending.Count == 0)
        {
            Console.WriteLine("  nothing is pending");
        }
    }
}
