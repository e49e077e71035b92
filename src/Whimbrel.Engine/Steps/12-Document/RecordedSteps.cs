using Whimbrel.Engine.Journal;

namespace Whimbrel.Engine.Steps.Document;

/// <summary>The steps of a run as its journal tells them.</summary>
internal static class RecordedSteps
{
    public static IReadOnlyList<RecordedStep> Of(IReadOnlyList<JournalEntry> entries) =>
    [
        .. entries.Where(e => e.Event is JournalEvent.Intent or JournalEvent.Skipped)
            .DistinctBy(e => e.Step, StringComparer.Ordinal)
            .Select(begin => Read(begin, [.. entries.Where(e => e.Step == begin.Step)])),
    ];

    private static RecordedStep Read(JournalEntry begin, IReadOnlyList<JournalEntry> own)
    {
        // After a resume a step is begun anew: what counts is its last time.
        var last = own.LastOrDefault(e => e.Event == JournalEvent.Intent || (e.Event == JournalEvent.UndoIntent && !OnlyFailed(own))) ?? begin;
        var settled = own.LastOrDefault(e => e.Number >= last.Number
            && (e.Event is JournalEvent.Outcome or JournalEvent.Skipped or JournalEvent.Failed || (e.Event == JournalEvent.Undone && !OnlyFailed(own))));
        var status = settled?.Event switch
        {
            JournalEvent.Outcome => "done",
            JournalEvent.Skipped => "skipped",
            JournalEvent.Failed => "failed",
            JournalEvent.Undone => "undone",
            _ => "running",
        };
        var seconds = settled is null ? 0 : (settled.At - last.At).TotalSeconds;
        return new RecordedStep(PhaseOf(begin.Step), begin.Step, begin.Event == JournalEvent.Intent ? begin.Text : begin.Step, status, begin.At, seconds, settled?.Text ?? "") { EndedAt = settled?.At };
    }

    /// <summary>A step that failed and was never done has nothing to undo: the record keeps why it failed.</summary>
    private static bool OnlyFailed(IReadOnlyList<JournalEntry> own) =>
        own.Any(e => e.Event == JournalEvent.Failed) && !own.Any(e => e.Event == JournalEvent.Outcome);

    private static int PhaseOf(string step) => Runbook.PhaseOf(step.Split(' ')[0]) is { } phase ? (int)phase : 0;
}
