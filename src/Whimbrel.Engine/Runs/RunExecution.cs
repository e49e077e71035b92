using System.Text.Json;
using Npgsql;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Steps.Document;
using Whimbrel.Engine.Steps.Watch;

namespace Whimbrel.Engine.Runs;

/// <summary>How a run ended: its record, and what Program prints and returns.</summary>
public sealed record RunEnding(RunRecord Record, ExitCode ExitCode, string? Message, string? Hint);

/// <summary>Executes the runbook to one of its ends: done, gone back, or something left for <c>resume</c> or <c>abort</c>.</summary>
public static class RunExecution
{
    public static async Task<RunEnding> ExecuteAsync(OpenRun open)
    {
        var run = open.Run;
        run.Notifier.Start(run, isResumed: run.Journal.Entries.Any(e => e.Event == JournalEvent.Resumed));
        try
        {
            await Runbook.ExecuteAsync(run);
            return End(run, "done", ExitCode.Done, null, null);
        }
        catch (OperationCanceledException) when (run.Interruption.IsRequested)
        {
            if (run.State.RunningStep is { } step)
            {
                run.Journal.Append(JournalEvent.Failed, step, "interrupted by the operator");
            }

            return await GoBackAsync(run, "interrupted", ExitCode.Interrupted, new OperatorException("interrupted by the operator", null, ExitCode.Interrupted));
        }
        catch (OperationCanceledException) when (run.Interruption.Expired is { } why)
        {
            return await FailAsync(run, why);
        }
        // Whatever broke, the run must still end in a state that it can tell.
#pragma warning disable CA1031
        catch (Exception e)
#pragma warning restore CA1031
        {
            return await FailAsync(run, e);
        }
    }

    /// <summary>Takes back what the run did, in reverse order, and ends it.</summary>
    public static async Task<RunEnding> GoBackAsync(Run run, string status, ExitCode exitCode, OperatorException? why)
    {
        // Looked at before the first line about going back is written: a run that cannot go back must still be able to go on.
        if (why is not null && await WayBack.FindLeftoverAsync(run) is { Change: Change.NoWayBack or Change.Unknown } left)
        {
            return Leave(run, $"{why.Message}\n{(left.Change == Change.NoWayBack ? "there is no way back by scripts; " : "")}{WayBack.Say(left, run)}", HintToLeave(run, left.Change));
        }

        try
        {
            // Another run may hold the database by now: then nothing may be taken back behind its back.
            await run.AssertHeldAsync(CancellationToken.None);
            if (exitCode == ExitCode.Interrupted)
            {
                run.Output.Warn("interrupted: going back");
            }

            await WayBack.GoAsync(run, keepsWhatCannotGoBack: why is null, CancellationToken.None);
            return End(run, status, exitCode, why?.Message, why?.ExitCode == ExitCode.SomethingLeft ? "mend the cause, then run 'whimbrel migrate' again." : why?.Hint);
        }
        catch (Exception e) when (e is OperatorException or NpgsqlException or IOException or UnauthorizedAccessException)
        {
            var failure = Translate(e, "going back");
            run.Journal.Append(JournalEvent.Failed, run.State.RunningStep ?? "", failure.Message);
            return Leave(run, $"{(why is null ? "" : why.Message + "\n")}going back failed: {failure.Message}", failure.Hint ?? "mend that, then run 'whimbrel abort' again.");
        }
    }

    /// <summary>Goes back because the operator says so: as far as there is a way, and what has none stays and is told.</summary>
    public static Task<RunEnding> AbortAsync(Run run) => GoBackAsync(run, "aborted", ExitCode.Done, why: null);

    /// <summary>Ends a run: the journal's last line, the record, and the operator's log where the Document step did not get there.</summary>
    public static RunEnding End(Run run, string status, ExitCode exitCode, string? reason, string? hint)
    {
        run.Notifier.Note(run.Journal);
        var documents = run.Steps.Any(s => s.Phase == Phase.Document);
        if (!documents)
        {
            // A run that has its end in the journal has a record, whenever it is killed.
            WriteRecord(run);
        }

        var end = new RunEnd(status, (int)exitCode, reason);
        run.Journal.Append(JournalEvent.End, "", status, data: JsonSerializer.SerializeToElement(end, JournalJson.Default.RunEnd));
        var record = WriteRecord(run);
        if (status != "done" && documents)
        {
            AppendToLog(run, record);
        }

        run.Notifier.End(run, record, exitCode, reason);
        run.Telemetry.Send(record, run.Output.Warn);
        return new RunEnding(record, exitCode, reason, hint);
    }

    private static async Task<RunEnding> FailAsync(Run run, Exception e)
    {
        var failure = Translate(e, run.State.RunningStep ?? "the run");
        if (run.State.RunningStep is { } key)
        {
            var failed = run.Journal.Append(JournalEvent.Failed, key, failure.Message);
            var begun = run.Journal.Entries.Last(x => x.Event == JournalEvent.Intent && x.Step == key).At;
            run.Output.StepEnds(run.Steps.First(s => s.Key == key), new StepResult.Blocked(failure.Message, null), failed.At - begun);
        }

        if (failure.ExitCode == ExitCode.BudgetNotMet || WatchApplication.BadResult(run) is not null)
        {
            run.Notifier.Breach(run, failure.Message);
        }

        var left = await WayBack.FindLeftoverAsync(run);
        var change = left.Change;
        var goesBack = change == Change.None || (change == Change.Applied && (run.Settings.RollBackOnFailure || IsOutOfService(run) || WatchApplication.GoesBack(run)));
        if (!goesBack)
        {
            return Leave(run, failure.Message + "\n" + WayBack.Say(left, run), failure.ExitCode == ExitCode.SomethingLeft && change == Change.Applied ? failure.Hint : HintToLeave(run, change));
        }

        var untouched = change == Change.None && !run.State.IsBegun(nameof(Steps.Downtime.ShowMaintenance));
        var exitCode = e is OperatorException { ExitCode: ExitCode.Refused or ExitCode.BudgetNotMet or ExitCode.WentBack } known && (untouched || known.ExitCode != ExitCode.Refused)
            ? known.ExitCode
            : ExitCode.WentBack;
        if (change == Change.Applied)
        {
            run.Output.Warn("failed after the migration: going back");
        }

        var ending = await GoBackAsync(run, "went back", exitCode, failure);
        return e is OperatorException or NpgsqlException or IOException or UnauthorizedAccessException ? ending : throw new InvalidOperationException($"a bug in Whimbrel; the run went back (record {ending.Record.Folder})", e);
    }

    /// <summary>The application must not stay away until somebody wakes up.</summary>
    private static bool IsOutOfService(Run run) => run.Facts.Downtime != "zero" && !run.State.IsDone(nameof(Steps.Downtime.HideMaintenance));

    /// <summary>A resume takes the scripts as they were, and a rollback has no way back: what is next depends on both.</summary>
    private static string HintToLeave(Run run, Change change) => (run.Command, change) switch
    {
        (RunCommand.Restore, Change.NoWayBack) => "when the cause is gone, 'whimbrel resume' goes on ('--skip verify' leaves the verification out); 'whimbrel abort' ends the run and keeps the restored database.",
        (not RunCommand.Rollback, Change.Applied) => "when the cause is gone, 'whimbrel resume' goes on with the same scripts; to mend a script, go back first: 'whimbrel abort'.",
        (_, Change.Unknown) => "see that the server answers, then 'whimbrel resume' goes on and 'whimbrel abort' goes back.",
        _ => "when the cause is gone, 'whimbrel resume' goes on ('--skip verify' leaves the verification out); the backup that the record names is the other way.",
    };

    private static RunEnding Leave(Run run, string message, string? hint)
    {
        run.Notifier.Note(run.Journal);
        var record = WriteRecord(run);
        run.Notifier.End(run, record, ExitCode.SomethingLeft, message);
        run.Telemetry.Send(record, run.Output.Warn);
        return new RunEnding(record, ExitCode.SomethingLeft, message, hint);
    }

    private static OperatorException Translate(Exception e, string doing) => e switch
    {
        OperatorException known => known,
        NpgsqlException => ServerErrors.Explain(e, doing),
        IOException or UnauthorizedAccessException => new OperatorException($"{doing}: {e.Message}", "mend that, then run the same command.", ExitCode.WentBack, e),
        _ => new OperatorException($"{doing}: {e.GetType().Name}: {e.Message}", null, ExitCode.Bug, e),
    };

    /// <summary>The journal has everything: a record that cannot be written must not hide how the run ended.</summary>
    private static RunRecord WriteRecord(Run run)
    {
        try
        {
            return RecordFiles.Write(run.Journal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            run.Output.Warn($"the record in {run.Journal.Folder} could not be written: {e.Message}; the journal beside it has everything");
            return RecordBuilder.Build(run.Journal.Folder!, run.Journal.Entries);
        }
    }

    /// <summary>The log must not hide why the run ended.</summary>
    private static void AppendToLog(Run run, RunRecord record)
    {
        try
        {
            RecordFiles.Append(run.Settings.Record, record);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            run.Output.Warn($"the log {run.Settings.Record.Log} could not be written: {e.Message}");
        }
    }
}
