using System.Text.Json;

namespace Whimbrel.Engine.Journal;

/// <summary>What an entry of the journal says.</summary>
public enum JournalEvent
{
    /// <summary>The run begins; the data is its <see cref="RunFacts"/>.</summary>
    Run,

    /// <summary>A step is about to act.</summary>
    Intent,

    /// <summary>A step did what it says; the data is what later steps need of it.</summary>
    Outcome,

    /// <summary>A step was left out because the operator said so.</summary>
    Skipped,

    /// <summary>A step failed; the text says why.</summary>
    Failed,

    /// <summary>Something on the way that the record must have: a try for a lock, a blocker, a statement that is done.</summary>
    Note,

    /// <summary>A step is about to be undone.</summary>
    UndoIntent,

    /// <summary>A step has been undone.</summary>
    Undone,

    /// <summary>Another process goes on with the run; the data is what it leaves out by name, if anything.</summary>
    Resumed,

    /// <summary>The run is over; the data is its <see cref="RunEnd"/>.</summary>
    End,
}

/// <summary>One line of the journal, on disk before the effect that it announces and after the effect that it reports.</summary>
/// <param name="Number">1, 2, 3 … in this run.</param>
/// <param name="Step">The step's key, empty for entries of the run itself.</param>
/// <param name="Text">A sentence for people.</param>
/// <param name="Undo">For an intent: what takes the effect back.</param>
public sealed record JournalEntry(int Number, DateTimeOffset At, JournalEvent Event, string Step, string Text, string? Undo, JsonElement? Data);
