using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Steps.Document;
using Whimbrel.Engine.Steps.Downtime;

namespace Whimbrel.Engine.Steps.Restore;

/// <summary>The open run that a restore is the way back from: when the databases are swapped, nothing of it is left.</summary>
internal static class EndedRun
{
    /// <summary>What took the application out of service, the last first.</summary>
    private static readonly IStep[] _outOfService = [new DrainConnections(), new StopApplication(), new ShowMaintenance()];

    private const string Status = "restored";

    /// <summary>Takes back what it did outside the database, and writes its end; silent where it has one.</summary>
    internal static async Task EndAsync(Run run, CancellationToken ct)
    {
        if (run.Facts.Restore!.Ends is not { } id)
        {
            return;
        }

        var folder = new StateFolder(run.Settings.StatePath).RunPath(id);
        if (!Directory.Exists(folder) || !new JournalState(RunJournal.Read(folder)).IsOpen)
        {
            return;
        }

        using var journal = RunJournal.Open(folder, run.Time);
        var facts = new JournalState(journal.Entries).Facts!;
        await using var downtime = new DowntimeWatch();
        var ended = run with { Journal = journal, Facts = facts, Downtime = downtime, Command = Enum.Parse<RunCommand>(facts.Command, ignoreCase: true) };
        foreach (var step in _outOfService.Where(s => journal.Entries.Any(e => e is { Event: JournalEvent.Intent, Undo: not null } && e.Step == s.Key)))
        {
            await step.UndoAsync(ended, ct);
        }

        var end = new RunEnd(Status, (int)ExitCode.Done, $"the database was restored by run {run.Facts.Id}");
        journal.Append(JournalEvent.End, "", Status, data: JsonSerializer.SerializeToElement(end, JournalJson.Default.RunEnd));
        RecordFiles.Write(journal);
        run.Output.Note($"run {id} is ended: the database is as it was when the backup was taken");
    }
}
