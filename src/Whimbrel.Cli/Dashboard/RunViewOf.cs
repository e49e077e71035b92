using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Steps.Document;
using Whimbrel.Engine.Steps.Downtime;
using Whimbrel.Engine.Steps.Watch;

namespace Whimbrel.Cli.Dashboard;

/// <summary>A run as its folder has it now.</summary>
internal sealed record FollowedRun(
    string Folder, IReadOnlyList<JournalEntry> Entries, JournalState State, RunRecord Record, RunProgress? Progress, RunOutline Outline, TimeSpan DowntimeBudget, DateTimeOffset Now)
{
    public RunFacts Facts => State.Facts!;

    /// <summary>Whether it watches the application: then Ctrl-C ends the watch, and not the run.</summary>
    public bool IsWatching => State.RunningStep == nameof(WatchApplication);
}

/// <summary>Whether somebody is at work on a run.</summary>
internal enum Life
{
    Ended,

    /// <summary>In a process of this machine that can be told to go back.</summary>
    Here,

    /// <summary>In a process that cannot be reached from here.</summary>
    Elsewhere,

    Stopped,
    Unknown,
}

/// <summary>Makes of a run what the page shows.</summary>
internal static class RunViewOf
{
    /// <summary>A run that has just begun may not have said yet who does it.</summary>
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(3);

    public static RunView Make(FollowedRun run, ServerView? server, Estimate estimate)
    {
        var (facts, state) = (run.Facts, run.State);
        var life = LifeOf(run, server);
        var record = run.Record;
        var isAlive = life is Life.Here or Life.Elsewhere;
        return new RunView(
            facts.Id,
            facts.Command,
            StatusOf(life, record.Status, state.IsGoingBack),
            WhereOf(life, run),
            facts.Address,
            facts.PreviousVersion,
            life == Life.Ended ? record.NewVersion : facts.TargetVersion,
            [.. facts.Versions.Select(v => v.Name)],
            facts.Downtime,
            facts.PerformedBy,
            run.Progress?.Process?.Host ?? facts.Host,
            record.StartedAt,
            record.EndedAt,
            record.ExitCode,
            record.Reason,
            run.Outline.With(record.Steps, isAlive || life == Life.Unknown, life == Life.Ended),
            isAlive ? ProgressOf(run, estimate) : null,
            WayBackOf(life, run, record),
            life == Life.Stopped ? "'whimbrel resume' goes on, 'whimbrel abort' goes back" : null,
            DowntimeNotes.InMaintenanceSince(run.Entries),
            record.ClientDowntime?.Seconds,
            run.DowntimeBudget.TotalSeconds,
            run.Folder,
            AbortOf(life, run));
    }

    internal static Life LifeOf(FollowedRun run, ServerView? server)
    {
        if (run.State.End is not null)
        {
            return Life.Ended;
        }

        if (run.Progress?.Process is { IsAlive: true })
        {
            return Life.Here;
        }

        if (run.Now - run.Entries[^1].At < _grace && run.Progress?.Process is not { IsHere: true })
        {
            return Life.Elsewhere;
        }

        var isHeld = server?.Holder?.Contains($" {run.Facts.Id} ", StringComparison.Ordinal) ?? false;
        return isHeld ? Life.Elsewhere : run.Progress?.Process is { IsHere: true } || server is { Error: null } ? Life.Stopped : Life.Unknown;
    }

    private static string StatusOf(Life life, string recorded, bool isGoingBack) => life switch
    {
        Life.Ended => recorded,
        Life.Stopped => "stopped",
        Life.Unknown => "unknown",
        _ => isGoingBack ? "going back" : "running",
    };

    private static string? WhereOf(Life life, FollowedRun run) => life switch
    {
        Life.Elsewhere when run.Progress?.Process is { IsHere: false, Host: var host } => $"on {host}",
        Life.Unknown => "the server does not answer, and no process of it is on this machine",
        _ => null,
    };

    private static string WayBackOf(Life life, FollowedRun run, RunRecord record) => life switch
    {
        Life.Ended => record.WayBack ?? "there is nothing to go back from",
        _ when run.IsWatching && life == Life.Here => $"the migration is committed; {WayBack.SayNow(run.State)}",
        _ => WayBack.SayNow(run.State),
    };

    private static ProgressView? ProgressOf(FollowedRun run, Estimate estimate)
    {
        if (run.Progress is not { Text.Length: > 0 } progress)
        {
            return null;
        }

        // The estimate ends where the step does; a phase of a step that begins anew is seen by its share.
        var left = estimate.LeftSeconds($"{run.Facts.Id} {progress.Step}", progress.Share, progress.At);
        return new ProgressView(progress.Text, progress.Share, left, progress.At);
    }

    private static AbortView AbortOf(Life life, FollowedRun run) => life switch
    {
        Life.Ended => new AbortView(null, "Abort", "the run has its end"),
        Life.Stopped => new AbortView("abort", "Abort", null),
        Life.Unknown => new AbortView(null, "Abort", "it cannot be told whether it still runs"),
        Life.Elsewhere when run.Progress?.Process is { IsHere: false, Host: var host } => new AbortView(null, "Abort", $"it runs on {host}: press Ctrl-C in its terminal there"),
        Life.Elsewhere => new AbortView(null, "Abort", "its process is not seen from here: press Ctrl-C in its terminal"),
        _ when run.State.IsGoingBack => new AbortView(null, "Abort", "it is going back already"),
        _ when run.IsWatching => new AbortView("endWatch", "End the watch", null),
        _ => new AbortView("goBack", "Abort", null),
    };
}
