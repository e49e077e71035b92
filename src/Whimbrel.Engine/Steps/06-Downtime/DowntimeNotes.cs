using System.Globalization;
using Whimbrel.Engine.Journal;

namespace Whimbrel.Engine.Steps.Downtime;

/// <summary>How many replicas ran before the downtime, kept in the journal.</summary>
internal static class DowntimeNotes
{
    private const string Unknown = "unknown";
    private const string Prefix = "replicas before: ";

    public static void WriteReplicas(Run run, int? replicas)
    {
        if (!IsBegun(run))
        {
            run.Journal.Append(JournalEvent.Note, nameof(EnterDowntime), Prefix + (replicas?.ToString(CultureInfo.InvariantCulture) ?? Unknown));
        }
    }

    /// <summary>Whether anything of the downtime can have been begun: the note stands before its first effect.</summary>
    public static bool IsBegun(Run run) => Find(run) is not null;

    public static int? FindReplicas(Run run)
    {
        var text = Find(run)?.Text[Prefix.Length..];
        return text is null or Unknown ? null : int.Parse(text, CultureInfo.InvariantCulture);
    }

    private static JournalEntry? Find(Run run) =>
        run.Journal.Entries.FirstOrDefault(e => e.Event == JournalEvent.Note && e.Step == nameof(EnterDowntime) && e.Text.StartsWith(Prefix, StringComparison.Ordinal));
}
