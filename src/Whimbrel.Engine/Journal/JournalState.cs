using System.Text.Json;

namespace Whimbrel.Engine.Journal;

/// <summary>What the entries of a journal say about its run: the one place that reads them.</summary>
public sealed class JournalState(IReadOnlyList<JournalEntry> entries)
{
    /// <summary>What the run was begun with, and what was left out since; null when it was killed before its first entry was whole.</summary>
    public RunFacts? Facts => entries.FirstOrDefault(e => e.Event == JournalEvent.Run)?.Data?.Deserialize(JournalJson.Default.RunFacts) is { } facts
        ? facts with { Skip = [.. facts.Skip, .. SkippedSince] }
        : null;

    public RunEnd? End => entries.LastOrDefault(e => e.Event == JournalEvent.End)?.Data?.Deserialize(JournalJson.Default.RunEnd);

    public bool IsOpen => Facts is not null && End is null;

    public DateTimeOffset StartedAt => entries[0].At;

    /// <summary>The step that was begun last and is neither done nor failed; null between steps.</summary>
    public string? RunningStep => entries.LastOrDefault(e => e.Event is JournalEvent.Intent or JournalEvent.UndoIntent) is { } last && !IsSettled(last) ? last.Step : null;

    /// <summary>What going back now would do, the newest effect first; empty when there is nothing to take back.</summary>
    public IReadOnlyList<string> WaysBack =>
    [
        .. entries.Where(e => e is { Event: JournalEvent.Intent, Undo: not null } && !IsUndone(e.Step) && (e.Step == RunningStep || LastsBeyondItsStep(e.Step)))
            .DistinctBy(e => e.Step, StringComparer.Ordinal)
            .Reverse()
            .Select(e => e.Undo!),
    ];

    public string? Failure => entries.LastOrDefault(e => e.Event == JournalEvent.Failed)?.Text;

    /// <summary>The failure at which the run stands; null once it was taken up again.</summary>
    public string? StandingFailure => entries.LastOrDefault(e => e.Event is JournalEvent.Failed or JournalEvent.Resumed) is { Event: JournalEvent.Failed } failed ? failed.Text : null;

    public bool IsGoingBack => entries.Any(e => e.Event == JournalEvent.UndoIntent);

    public bool IsDone(string step) => entries.Any(e => e.Step == step && e.Event is (JournalEvent.Outcome or JournalEvent.Skipped));

    public bool IsBegun(string step) => entries.Any(e => e.Event == JournalEvent.Intent && e.Step == step);

    public bool IsUndone(string step) => entries.Any(e => e.Event == JournalEvent.Undone && e.Step == step);

    /// <summary>Whether going back left a migration as it was.</summary>
    public bool Stays(string step) => entries.Any(e => e.Event == JournalEvent.Undone && e.Step == step && e.Text.StartsWith(Runs.WayBack.Stays, StringComparison.Ordinal));

    /// <summary>A committed migration and a stopped application stay until they are taken back; a dump or a data script under way ends with its step.</summary>
    private static bool LastsBeyondItsStep(string step) => Runbook.PhaseOf(step.Split(' ')[0]) is Phase.Migrate or Phase.Downtime;

    private IEnumerable<string> SkippedSince =>
        entries.Where(e => e.Event == JournalEvent.Resumed).SelectMany(e => e.Data?.Deserialize(JournalJson.Default.StringArray) ?? []);

    private bool IsSettled(JournalEntry intent) =>
        entries.Any(e => e.Number > intent.Number && e.Step == intent.Step && e.Event is (JournalEvent.Outcome or JournalEvent.Skipped or JournalEvent.Failed or JournalEvent.Undone));
}
