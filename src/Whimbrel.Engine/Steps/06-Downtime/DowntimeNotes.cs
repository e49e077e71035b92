using System.Globalization;
using Whimbrel.Engine.Journal;

namespace Whimbrel.Engine.Steps.Downtime;

/// <summary>How many replicas ran before the downtime, kept in the journal.</summary>
internal static class DowntimeNotes
{
    private const string Prefix = "replicas before: ";

    public static void WriteReplicas(Run run, int? replicas)
    {
        if (FindReplicas(run) is null && replicas is not null)
        {
            run.Journal.Append(JournalEvent.Note, nameof(EnterDowntime), Prefix + replicas.Value.ToString(CultureInfo.InvariantCulture));
        }
    }

    public static int? FindReplicas(Run run)
    {
        var note = run.Journal.Entries.FirstOrDefault(e => e.Event == JournalEvent.Note && e.Step == nameof(EnterDowntime) && e.Text.StartsWith(Prefix, StringComparison.Ordinal));
        return note is null ? null : int.Parse(note.Text[Prefix.Length..], CultureInfo.InvariantCulture);
    }
}
