using Npgsql;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Steps.Restore;

namespace Whimbrel.Engine.Runs;

/// <summary>What of a run stands in the database now.</summary>
public enum Change
{
    /// <summary>Nothing: what was begun was rolled back.</summary>
    None,

    /// <summary>A migration, or a part of one, is committed and its rollback script can take it back.</summary>
    Applied,

    /// <summary>It is committed, and no script takes it back.</summary>
    NoWayBack,

    /// <summary>The server does not answer.</summary>
    Unknown,
}

/// <summary>What a run left in the database.</summary>
/// <param name="Versions">The versions that stand, or are gone after a rollback; with a word for a script that is done in part.</param>
public sealed record Leftover(Change Change, IReadOnlyList<string> Versions);

/// <summary>Goes back: undoes the steps that were begun, in reverse order, each looked at first and journaled.</summary>
public static class WayBack
{
    /// <summary>How the journal tells that a migration was not taken back.</summary>
    public const string Stays = "stays: ";

    /// <param name="keepsWhatCannotGoBack">Whether a migration without a way back stays, and all before it; otherwise it is an error.</param>
    public static async Task GoAsync(Run run, bool keepsWhatCannotGoBack, CancellationToken ct)
    {
        var isKept = false;
        run.Downtime.TakeUp(run);
        run.Downtime.EndBudget();
        foreach (var step in run.Steps.Reverse().Where(s => MustUndo(run, s)))
        {
            run.Journal.Append(JournalEvent.UndoIntent, step.Key, $"undo: {step.Title}");
            run.Output.Progress($"going back: {step.Title}");
            if (isKept && step.Phase == Phase.Migrate)
            {
                run.Journal.Append(JournalEvent.Undone, step.Key, Stays + "a later migration that stands on it stays");
                continue;
            }

            string? undone;
            try
            {
                undone = await step.UndoAsync(run, ct);
            }
            catch (NoWayBackException e) when (keepsWhatCannotGoBack)
            {
                isKept = true;
                undone = Stays + e.Message;
            }

            run.Journal.Append(JournalEvent.Undone, step.Key, undone ?? "there was nothing to undo");
            if (undone is not null)
            {
                run.Output.Note(isKept ? undone : $"went back: {undone}");
            }
        }
    }

    /// <summary>Looks into the database, not into the journal: only it knows what was committed.</summary>
    public static async Task<Leftover> FindLeftoverAsync(Run run)
    {
        if (!run.Steps.Any(s => s.Phase == Phase.Migrate && run.State.IsBegun(s.Key)))
        {
            return new Leftover(Change.None, []);
        }

        try
        {
            return run.Command == RunCommand.Restore ? await LookForSwapAsync(run) : await LookAsync(run);
        }
        catch (Exception e) when (e is NpgsqlException || (run.Command == RunCommand.Restore && e is OperatorException))
        {
            return new Leftover(Change.Unknown, []);
        }
    }

    /// <summary>What is left, in a sentence.</summary>
    public static string Say(Leftover left, Run run) => left.Change switch
    {
        Change.Applied => $"left: {Say(left.Versions)} applied",
        Change.NoWayBack when run.Facts.Restore is { InPlace: true } => $"left: {run.Facts.Database.Name} has what the backup has",
        Change.NoWayBack when run.Command == RunCommand.Restore => $"left: {run.Facts.Database.Name} is the restored database, {left.Versions[0]} the old one",
        Change.NoWayBack when run.Command == RunCommand.Rollback => $"left: {Say(left.Versions)} rolled back",
        Change.NoWayBack => $"left: {Say(left.Versions)} applied, and no rollback script takes back all of it",
        Change.Unknown => "left: unknown, as the server does not answer",
        _ => "nothing is left",
    };

    /// <summary>What aborting now would do.</summary>
    public static string SayNow(JournalState state) => state switch
    {
        { IsGoingBack: true } => "it is going back already",
        { WaysBack: { Count: > 0 } ways } => string.Join("; then: ", ways),
        _ => "nothing has been changed yet: aborting leaves everything as it was",
    };

    private static async Task<Leftover> LookForSwapAsync(Run run) => await (run.Facts.Restore!.InPlace ? RestoreInPlace.IsDoneAsync(run, CancellationToken.None) : SwapDatabases.IsDoneAsync(run, CancellationToken.None))
        ? new Leftover(Change.NoWayBack, [run.Facts.Restore!.Old])
        : new Leftover(Change.None, []);

    private static async Task<Leftover> LookAsync(Run run)
    {
        await using var session = await run.Database.OpenAsync(CancellationToken.None);
        await WaitForOwnBackendsAsync(run, session);
        var rows = await run.VersionTable.ReadAsync(session, CancellationToken.None);
        var history = await History.LatestAsync(session, CancellationToken.None);
        var done = run.Migrations.Where(m => history.Any(h => h.Run == run.Facts.Id
            && MigrationVersion.AreEqual(h.Version, m.Version)
            && h.Direction == (run.Command == RunCommand.Rollback ? History.RolledBack : History.Applied))).ToList();
        var parts = await session.QuerySingleAsync("relation_exists", row => row.Claim("Exists"), CancellationToken.None, "whimbrel.batches")
            && await session.QuerySingleAsync("has_progress", row => row.Claim("HasProgress"), CancellationToken.None, run.Facts.Id);
        var standing = run.Command == RunCommand.Rollback ? done : done.FindAll(m => rows.Any(r => MigrationVersion.AreEqual(r.Version, m.Version)));
        var versions = standing.Select(m => m.Version).Concat(parts ? ["a part of the next script"] : Array.Empty<string>()).ToList();
        if (run.Command == RunCommand.Rollback)
        {
            return new Leftover(versions.Count > 0 ? Change.NoWayBack : Change.None, versions);
        }

        var touched = parts ? standing.Concat(run.Migrations.Except(done).Take(1)) : standing;
        return new Leftover(versions.Count == 0 ? Change.None : touched.All(m => m.Rollback is not null) ? Change.Applied : Change.NoWayBack, versions);
    }

    /// <summary>After a lost connection its backend may still be committing; it notices within a second that we are gone.</summary>
    private static async Task WaitForOwnBackendsAsync(Run run, Session session)
    {
        for (var look = 0; look < 50; look++)
        {
            var active = await session.QueryAsync("active_backends_of_run", row => row.Number("Pid"), CancellationToken.None, $"whimbrel % {run.Facts.Id} %");
            if (active.Count == 0)
            {
                return;
            }

            await Task.Delay(100, CancellationToken.None);
        }
    }

    private static bool MustUndo(Run run, IStep step) =>
        run.Journal.Entries.Any(e => e.Event == JournalEvent.Intent && e.Step == step.Key && e.Undo is not null) && !run.State.IsUndone(step.Key);

    private static string Say(IReadOnlyList<string> versions) => $"{string.Join(", ", versions)} {(versions.Count == 1 ? "is" : "are")}";
}
