using System.Globalization;
using System.Text.Json;
using Whimbrel.Engine.Application;
using Whimbrel.Engine.Journal;

namespace Whimbrel.Engine.Steps.Downtime;

/// <summary>What of a downtime stands in the journal, beside its steps.</summary>
public static class DowntimeNotes
{
    private const string Seen = "Downtime";
    private const string Refused = "first refused request: ";

    /// <summary>The number is on disk before anything is stopped: after a crash it could not be counted any more.</summary>
    internal static void WriteReplicas(Run run, IReadOnlyList<ReplicaCount> replicas) =>
        run.Journal.Append(JournalEvent.Note, nameof(StopApplication), $"replicas before: {string.Join(", ", replicas)}", data: JsonSerializer.SerializeToElement([.. replicas], JournalJson.Default.ReplicaCountArray));

    /// <returns>Null as long as none were counted.</returns>
    internal static IReadOnlyList<ReplicaCount>? FindReplicas(Run run) =>
        run.Journal.Entries.FirstOrDefault(e => e is { Event: JournalEvent.Note, Step: nameof(StopApplication), Data: not null })?.Data?.Deserialize(JournalJson.Default.ReplicaCountArray);

    /// <summary>The budget's clock runs from here, also in another process.</summary>
    internal static void WriteFirstRefused(Run run, DateTimeOffset at) => run.Journal.Append(JournalEvent.Note, nameof(ShowMaintenance), Refused + at.ToString("O", CultureInfo.InvariantCulture));

    /// <summary>Of the maintenance that goes on; null as long as none was seen.</summary>
    internal static DateTimeOffset? FindFirstRefused(IReadOnlyList<JournalEntry> entries) => Begun(entries) is not { } begun
        ? null
        : entries.FirstOrDefault(e => e.Number > begun.Number && e is { Event: JournalEvent.Note, Step: nameof(ShowMaintenance) } && e.Text.StartsWith(Refused, StringComparison.Ordinal)) is { } note
            ? DateTimeOffset.Parse(note.Text.AsSpan(Refused.Length), CultureInfo.InvariantCulture)
            : null;

    /// <summary>Since when the site has been in maintenance; null while it is not.</summary>
    public static DateTimeOffset? InMaintenanceSince(IReadOnlyList<JournalEntry> entries) => FindFirstRefused(entries) ?? Begun(entries)?.At;

    /// <summary>Where the maintenance that goes on was begun: by its step, or by going back from behind its end.</summary>
    private static JournalEntry? Begun(IReadOnlyList<JournalEntry> entries)
    {
        var ended = entries.LastOrDefault(e => e is { Event: JournalEvent.Outcome, Step: nameof(HideMaintenance) } or { Event: JournalEvent.Undone, Step: nameof(ShowMaintenance) } or { Event: JournalEvent.Note, Step: Seen })?.Number ?? 0;
        return entries.FirstOrDefault(e => e.Number > ended && e is ({ Event: JournalEvent.Intent, Step: nameof(ShowMaintenance), Undo: not null } or { Event: JournalEvent.UndoIntent, Step: nameof(HideMaintenance) }));
    }

    internal static void WriteSeen(Run run, DowntimeFacts facts) =>
        run.Journal.Append(JournalEvent.Note, Seen, "what a client saw", data: JsonSerializer.SerializeToElement(facts, JournalJson.Default.DowntimeFacts));

    /// <summary>Of all processes and of all times that a run took the site out of service.</summary>
    internal static DowntimeFacts? FindSeen(IReadOnlyList<JournalEntry> entries) => entries.Where(e => e is { Event: JournalEvent.Note, Step: Seen })
        .Select(e => e.Data?.Deserialize(JournalJson.Default.DowntimeFacts)).OfType<DowntimeFacts>()
        .Aggregate((DowntimeFacts?)null, (all, next) => all is null
            ? next
            : next with { Seconds = all.Seconds + next.Seconds, FirstRefused = all.FirstRefused ?? next.FirstRefused, Timeline = [.. all.Timeline, .. next.Timeline], Ended = [.. all.Ended, .. next.Ended] });
}
