using System.Text.Json;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Locks;

namespace Whimbrel.Engine.Steps.Migrate;

/// <summary>A wait for a lock, as the journal has it.</summary>
/// <param name="Number">The try that it ended; 0 for a wait outside the queue, before any.</param>
/// <param name="AfterSeconds">Since the first try of the same transaction.</param>
public sealed record LockWait(DateTimeOffset At, string Step, string File, int Number, double AfterSeconds, IReadOnlyList<Blocker> Blockers);

/// <summary>The waits for locks: in the journal when they happen, so that a run that fails has them too.</summary>
internal static class LockWaitNotes
{
    private const string Mark = "waits for a lock: ";

    internal static void Write(Run run, string step, string file, LockTry attempt) =>
        run.Journal.Append(JournalEvent.Note, step, Mark + file, data: JsonSerializer.SerializeToElement(attempt, JournalJson.Default.LockTry));

    internal static IReadOnlyList<LockWait> Find(IReadOnlyList<JournalEntry> entries) =>
    [
        .. entries.Where(e => e is { Event: JournalEvent.Note, Data: not null } && e.Text.StartsWith(Mark, StringComparison.Ordinal))
            .Select(e => (Entry: e, Try: e.Data!.Value.Deserialize(JournalJson.Default.LockTry)!))
            .Select(w => new LockWait(w.Entry.At, w.Entry.Step, w.Entry.Text[Mark.Length..], w.Try.Number, w.Try.AfterSeconds, w.Try.Blockers)),
    ];
}
