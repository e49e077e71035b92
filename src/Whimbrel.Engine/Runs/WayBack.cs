using Npgsql;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Postgres;

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

/// <summary>Goes back: undoes the steps that were begun, in reverse order, each looked at first and journaled.</summary>
public static class WayBack
{
    public static async Task GoAsync(Run run, CancellationToken ct)
    {
        foreach (var step in run.Steps.Reverse().Where(s => MustUndo(run, s)))
        {
            run.Journal.Append(JournalEvent.UndoIntent, step.Key, $"undo: {step.Title}");
            run.Output.Progress($"going back: {step.Title}");
            var undone = await step.UndoAsync(run, ct);
            run.Journal.Append(JournalEvent.Undone, step.Key, undone ?? "there was nothing to undo");
            if (undone is not null)
            {
                run.Output.Note($"went back: {undone}");
            }
        }
    }

    /// <summary>Looks into the database, not into the journal: only it knows what was committed.</summary>
    public static async Task<Change> FindChangeAsync(Run run)
    {
        if (!run.Steps.Any(s => s.Phase == Phase.Migrate && run.State.IsBegun(s.Key)))
        {
            return Change.None;
        }

        try
        {
            return await LookAsync(run);
        }
        catch (NpgsqlException)
        {
            return Change.Unknown;
        }
    }

    /// <summary>What is left, in a sentence.</summary>
    public static string Say(Change change, Run run) => change switch
    {
        Change.Applied => $"left: {Versions(run)} {(run.Command == RunCommand.Migrate ? "is applied" : "is rolled back in part")}",
        Change.NoWayBack => $"left: {Versions(run)} is applied, and no rollback script takes it back",
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

    private static async Task<Change> LookAsync(Run run)
    {
        await using var session = await run.Database.OpenAsync(CancellationToken.None);
        var rows = await run.VersionTable.ReadAsync(session, CancellationToken.None);
        var history = await History.LatestAsync(session, CancellationToken.None);
        var done = run.Migrations.Where(m => history.Any(h => h.Run == run.Facts.Id
            && MigrationVersion.AreEqual(h.Version, m.Version)
            && h.Direction == (run.Command == RunCommand.Migrate ? History.Applied : History.RolledBack))).ToList();
        var parts = history.Count > 0 && await session.QuerySingleAsync("has_progress", row => row.Claim("HasProgress"), CancellationToken.None, run.Facts.Id);
        if (run.Command == RunCommand.Rollback)
        {
            return done.Count > 0 || parts ? Change.NoWayBack : Change.None;
        }

        var isApplied = done.Exists(m => rows.Any(r => MigrationVersion.AreEqual(r.Version, m.Version))) || parts;
        return !isApplied ? Change.None : done.TrueForAll(m => m.Rollback is not null) ? Change.Applied : Change.NoWayBack;
    }

    private static bool MustUndo(Run run, IStep step) =>
        run.Journal.Entries.Any(e => e.Event == JournalEvent.Intent && e.Step == step.Key && e.Undo is not null) && !run.State.IsUndone(step.Key);

    private static string Versions(Run run) => string.Join(", ", run.Migrations.Where(m => run.State.IsBegun(Steps.Migrate.ApplyMigration.KeyOf(m.Version)) || run.Command == RunCommand.Rollback).Select(m => m.Version));
}
