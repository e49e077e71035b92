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
        var settled = own.LastOrDefault(e => e.Event is JournalEvent.Outcome or JournalEvent.Skipped or JournalEvent.Failed or JournalEvent.Undone);
        var status = settled?.Event switch
        {
            JournalEvent.Outcome => "done",
            JournalEvent.Skipped => "skipped",
            JournalEvent.Failed => "failed",
            JournalEvent.Undone => "undone",
            _ => "running",
        };
        var seconds = settled is null ? 0 : (settled.At - begin.At).TotalSeconds;
        return new RecordedStep(PhaseOf(begin.Step), begin.Step, begin.Event == JournalEvent.Intent ? begin.Text : begin.Step, status, begin.At, seconds, settled?.Text ?? "");
    }

    private static int PhaseOf(string step) => Runbook.PhaseOf(step.Split(' ')[0]) is { } phase ? (int)phase : 0;
}
